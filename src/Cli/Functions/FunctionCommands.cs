using System.CommandLine;
using MolnOS.Sandbox.Cli.Commands;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions</c>.</summary>
internal static class FunctionCommands
{
    public static CliCommand Create() => new("functions", "Deploy, change, call and watch functions.")
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

    /// <summary>The argument that says which function.</summary>
    public static Argument<string> Which() => new("function") { Description = "Its id or its name." };
}
