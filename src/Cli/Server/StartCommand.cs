using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MolnOS.Sandbox.Cli.Commands;

namespace MolnOS.Sandbox.Cli.Server;

/// <summary><c>molnos start</c>.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var port = new Option<int?>("--port", "-p") { Description = "Listen on http://127.0.0.1:N; the default is 3000, or PORT.", HelpName = "N" };
        var settings = new Argument<string[]>("settings") { Description = "Any setting of the server, such as --Data:Path FOLDER.", Arity = ArgumentArity.ZeroOrMore };
        return new CliCommand(
            "start",
            "Start a server on this machine, in the foreground, until Ctrl-C.",
            "molnos start",
            "molnos start --port 8080 --Data:Path /var/lib/molnos") { port, settings }
            .Runs((session, cancellationToken) =>
            {
                var arguments = session.Get(settings) ?? [];
                if (session.Get(port) is { } number)
                {
                    arguments = ["--port", number.ToString(CultureInfo.InvariantCulture), .. arguments];
                }

                return RunAsync(SupervisorProgram.Find(session.Surroundings).StartInfo(arguments));
            });
    }

    /// <summary>The server's output is ours, and so are the signals that come meanwhile: the server ends, and then we do.</summary>
    private static async Task<int> RunAsync(ProcessStartInfo start)
    {
        using var server = Process.Start(start)!;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Pass(context, server, ProcessSignal.Terminate));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Pass(context, server, ProcessSignal.Terminate));
        // A terminal sends this one to the server, too.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        await server.WaitForExitAsync(CancellationToken.None);
        return server.ExitCode;
    }

    private static void Pass(PosixSignalContext context, Process server, int signal)
    {
        context.Cancel = true;
        ProcessSignal.Send(server, signal);
    }
}
