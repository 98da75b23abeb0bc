using System.CommandLine;

namespace MolnOS.Sandbox.Cli.Commands;

/// <summary>A command with the examples that its help ends with.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Says what it does.</summary>
    public CliCommand Runs(Func<Session, CancellationToken, Task> run) => Runs(async (session, cancellationToken) =>
    {
        await run(session, cancellationToken);
        return Output.ExitCodes.Ok;
    });

    /// <summary>Says what it does and how it exits.</summary>
    public CliCommand Runs(Func<Session, CancellationToken, Task<int>> run)
    {
        SetAction((parse, cancellationToken) => CommandRun.RunAsync(parse, run, cancellationToken));
        return this;
    }
}
