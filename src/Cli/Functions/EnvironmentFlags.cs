using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>The flags for a function's environment. A secret is never written on the command line, where others could read it.</summary>
internal sealed class EnvironmentFlags
{
    private readonly Option<string[]> _env = new("--env") { Description = "A variable of its environment. Repeat for more.", HelpName = "NAME=VALUE" };
    private readonly Option<string[]> _secret = new("--secret")
    {
        Description = "A variable stored encrypted, its value taken from your own environment or from a file. Repeat for more.",
        HelpName = "NAME|NAME=@FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_env);
        command.Add(_secret);
    }

    /// <summary>Sets <c>env</c> when a flag names a variable.</summary>
    /// <exception cref="CommandFailedException">A value is missing.</exception>
    public void AddTo(JsonObject fields, Session session)
    {
        if (!session.Has(_env) && !session.Has(_secret))
        {
            return;
        }

        var env = new JsonObject();
        foreach (var variable in session.Get(_env) ?? [])
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            env[equals > 0 ? variable[..equals] : throw CommandFailedException.WrongUsage($"--env {variable} has no value.", "Write --env NAME=VALUE.")] =
                variable[(equals + 1)..];
        }

        foreach (var secret in session.Get(_secret) ?? [])
        {
            var (name, value) = ReadSecret(secret, session.Surroundings);
            env[name] = new JsonObject { ["secret"] = value };
        }

        fields["env"] = env;
    }

    private static (string Name, string Value) ReadSecret(string text, Surroundings surroundings)
    {
        var parts = text.Split('=', 2);
        if (parts is [var name, ['@', .. var file]])
        {
            return (name, InputFile.ReadText(file, "--secret").TrimEnd('\r', '\n'));
        }

        if (parts.Length == 2)
        {
            // Not repeated here: it is a secret.
            throw CommandFailedException.WrongUsage(
                $"The value of the secret {parts[0]} must not stand on the command line.", $"Write --secret {parts[0]} with {parts[0]} in your environment, or --secret {parts[0]}=@FILE.");
        }

        return (text, surroundings.Variable(text) ?? throw CommandFailedException.WrongUsage($"--secret {text}: your environment has no {text}.", $"Set it, or write --secret {text}=@FILE."));
    }
}
