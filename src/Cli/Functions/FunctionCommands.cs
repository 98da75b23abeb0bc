using System.CommandLine;
using MolnOS.Sandbox.Cli.Commands;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions</c>.</summary>
internal static class FunctionCommands
{
    /// <summary>The group.</summary>
    /// <param name="more">Commands of other folders that people look for here.</param>
    public static CliCommand Create(params ReadOnlySpan<Command> more)
    {
        var group = new CliCommand("functions", "Deploy, change, call and watch functions.")
        {
            ReadCommands.List(),
            ReadCommands.Get(),
            ReadCommands.Config(),
            DeployCommand.Create(),
            UpdateCommand.Create(),
            ChangeCommands.Delete(),
            InvokeCommand.Create(),
            LogsCommand.Create(),
            StatsCommand.Create(),
            ReadCommands.Versions(),
            ChangeCommands.Rollback(),
        };
        foreach (var command in more)
        {
            group.Add(command);
        }

        return group;
    }

    /// <summary>The argument that says which function.</summary>
    public static Argument<string> Which() => new("function") { Description = "Its id or its name." };
}
