using System.CommandLine;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Commands;

/// <summary>Hands a command what it works with, and turns its end into an exit code.</summary>
internal static class CommandRun
{
    // What shells give a program that ended by Ctrl-C.
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(ParseResult parse, Func<Session, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        using var session = new Session(parse);
        try
        {
            return await run(session, cancellationToken);
        }
        catch (CommandFailedException failed)
        {
            session.Complain(failed);
            return failed.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception exception)
        {
            session.Complain(new CommandFailedException(ExitCodes.Refused, $"This is a fault of molnos itself, not yours.\n{exception}", "Please report it, with the lines above."));
            return ExitCodes.Refused;
        }
    }
}

/// <summary>Carries the surroundings to the commands.</summary>
internal sealed class CommandInvocation : InvocationConfiguration
{
    // Long enough for a development server to be ended and its folder removed.
    private static readonly TimeSpan _cleaningUp = TimeSpan.FromSeconds(15);

    public CommandInvocation(Surroundings surroundings)
    {
        Surroundings = surroundings;
        Output = surroundings.Out;
        Error = surroundings.Error;
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = _cleaningUp;
    }

    public Surroundings Surroundings { get; }
}
