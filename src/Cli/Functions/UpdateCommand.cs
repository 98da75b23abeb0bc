using System.CommandLine;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions update</c>.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        var which = FunctionCommands.Which();
        var source = new Argument<string?>("source") { Description = "Its new code: a file, a folder, or - for stdin.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string?>("--name") { Description = "A new name.", HelpName = "NAME" };
        var flags = new FunctionFlags();
        var command = new CliCommand(
            "update",
            "Change a function's code or settings. What the command line does not name stays.",
            "molnos functions update greet handler.js",
            "molnos functions update greet --methods=GET --timeout-ms 2000",
            "molnos functions update greet --allow-unauthenticated=false") { which, source, name };
        flags.AddTo(command);
        return command.Runs(async (session, cancellationToken) =>
        {
            var fields = flags.Fields(session);
            if (session.Get(name) is { } fresh)
            {
                fields["name"] = fresh;
            }

            if (session.Get(source) is { } path)
            {
                fields["code"] = await session.ReadSourceAsync(path, flags, cancellationToken);
            }

            if (fields.Count == 0)
            {
                throw CommandFailedException.WrongUsage("Say what to change: a file with new code, or a flag such as --methods.", "`molnos functions update --help` lists them.");
            }

            var id = await session.Api.FindIdAsync(session.Need(which), cancellationToken);
            var answer = await session.WorkAsync("Updating…", () => session.Api.PutAsync($"/functions/{id}", fields, cancellationToken));
            session.Print(answer, (display, json) => DeployCommand.ShowDone(display, json, session.Connection.Url, "Updated"));
        });
    }
}
