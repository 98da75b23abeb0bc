using System.CommandLine;
using System.Diagnostics;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Server;

namespace MolnOS.Sandbox.Cli.Backups;

/// <summary><c>molnos restore</c>: the server's own program does it, since no server runs.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The backup." };
        var force = new Option<bool>("--force") { Description = "Put aside what is in the data folder; nothing is removed." };
        var settings = new Argument<string[]>("settings") { Description = "Settings of the server, such as --Data:Path FOLDER.", Arity = ArgumentArity.ZeroOrMore };
        return new CliCommand(
            "restore",
            "Restore a backup into the data folder of a stopped server on this machine. It is verified before anything is touched.",
            "molnos restore molnos-monday.tar --Data:Path /var/lib/molnos",
            "molnos restore molnos-monday.tar --force") { file, force, settings }
            .Runs(async (session, cancellationToken) =>
            {
                string[] words = ["restore", session.Need(file), .. session.Get(force) ? ["--force"] : Array.Empty<string>(), .. session.Get(settings) ?? []];
                using var restore = Process.Start(SupervisorProgram.Find(session.Surroundings).StartInfo(words))!;
                // Ctrl-C reaches it too, from the terminal; it is not left behind half way.
                await restore.WaitForExitAsync(CancellationToken.None);
                return restore.ExitCode;
            });
    }
}
