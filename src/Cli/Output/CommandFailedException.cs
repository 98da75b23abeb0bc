namespace MolnOS.Sandbox.Cli.Output;

/// <summary>Ends a command: what went wrong, what to do about it, and the exit code.</summary>
internal sealed class CommandFailedException(int exitCode, string message, string? advice = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What the user can do next; null when the message says it.</summary>
    public string? Advice { get; } = advice;

    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public static CommandFailedException WrongUsage(string message, string? advice = null) => new(ExitCodes.WrongUsage, message, advice);
}
