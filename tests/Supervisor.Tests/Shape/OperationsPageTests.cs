using System.Text.RegularExpressions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary>The administrator who looks for a message finds it as the program says it.</summary>
public sealed partial class OperationsPageTests
{
    [Fact]
    public void Every_message_of_the_page_is_one_that_the_program_says()
    {
        var source = string.Concat(SourceFile.Below("src/Supervisor", "*.cs").SelectMany(file => file.Lines));
        var messages = File.ReadAllLines(RepositoryPaths.FromRoot("docs/operations.md")).SkipWhile(line => line != "## Troubleshooting")
            .Select(line => Row().Match(line)).Where(row => row.Success).Select(row => row.Groups["message"].Value).ToList();

        messages.Should().HaveCountGreaterThan(15);
        messages.SelectMany(message => message.Split('…')).Where(part => !source.Contains(part, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [GeneratedRegex(@"^\| `(?<message>[^`]+)` \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
