using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Tests;

/// <summary>What a command line came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">All of stdout.</param>
/// <param name="Error">All of stderr.</param>
internal sealed record CommandResult(int ExitCode, string Out, string Error)
{
    /// <summary>Stdout as the one line of JSON that it must be.</summary>
    public JsonNode Json
    {
        get
        {
            Out.Should().StartWith("{").And.EndWith("\n", ToString());
            Out.TrimEnd('\n').Should().NotContain("\n", "JSON for programs is one line");
            return JsonNode.Parse(Out)!;
        }
    }

    public override string ToString() => $"exit {ExitCode}\n--- out\n{Out}\n--- error\n{Error}";
}
