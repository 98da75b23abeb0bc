using System.CommandLine;
using System.CommandLine.Invocation;
using MolnOS.Sandbox.Cli.Auth;
using MolnOS.Sandbox.Cli.Backups;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Completion;
using MolnOS.Sandbox.Cli.Databases;
using MolnOS.Sandbox.Cli.Dev;
using MolnOS.Sandbox.Cli.Events;
using MolnOS.Sandbox.Cli.Functions;
using MolnOS.Sandbox.Cli.Iac;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Projects;
using MolnOS.Sandbox.Cli.Routes;
using MolnOS.Sandbox.Cli.Server;

namespace MolnOS.Sandbox.Cli;

/// <summary>The tree of commands, and one run of it.</summary>
internal static class CommandLineProgram
{
    /// <summary>Runs a command line; returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        // An argument that begins with @ is for the command it is given to.
        var parsed = CreateRoot().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return Complain(parsed, surroundings);
        }

        return await parsed.InvokeAsync(new CommandInvocation(surroundings));
    }

    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Everything that a MolnOS server can do, from the terminal.")
        {
            FunctionCommands.Create(DevCommand.Create()),
            DatabaseCommands.Create(),
            EventCommands.Create(),
            RouteCommands.Create(),
            InitCommand.Create(),
            IacCommands.Create(),
            ContextCommands.Create(),
            AuthCommands.Create(),
            AuthCommands.CreateConfigure(),
            StartCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
            CompletionCommand.Create(),
            GlobalOptions.Url,
            GlobalOptions.Token,
            GlobalOptions.Output,
        };
        HelpWithExamples.AddTo(root);
        return root;
    }

    private static int Complain(ParseResult parsed, Surroundings surroundings)
    {
        // Behind a word that is no command there is no command either; once is enough.
        var errors = parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal).ToList();
        foreach (var error in errors.Where(error => errors.Count == 1 || !error.StartsWith("Required command", StringComparison.Ordinal)))
        {
            surroundings.Error.WriteLine(VisibleText.Of($"error: {error}"));
        }

        var words = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            words.Insert(0, result.Command is RootCommand ? "molnos" : result.Command.Name);
        }

        if (parsed.CommandResult.Command.Subcommands is { Count: > 0 } commands)
        {
            surroundings.Error.WriteLine($"The commands are {string.Join(", ", commands.Select(command => command.Name))}.");
        }

        surroundings.Error.WriteLine($"`{string.Join(' ', words)} --help` says more.");
        return ExitCodes.WrongUsage;
    }
}
