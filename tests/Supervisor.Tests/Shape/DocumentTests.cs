using System.Diagnostics;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Hosting.Configuration;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary>What the documents name is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly IReadOnlyList<SourceFile> s_documents = SourceFile.Below(".", "*.md");

    public static TheoryData<string> Scripts { get; } = [.. Directory.EnumerateFiles(RepositoryPaths.FromRoot("scripts")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_link_of_a_document_leads_somewhere()
    {
        var broken =
            from document in s_documents
            from line in document.Lines
            from Match link in Link().Matches(line)
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal)
            let path = Path.Combine(Path.GetDirectoryName(RepositoryPaths.FromRoot(document.Path))!, target)
            where !Path.Exists(path)
            select $"{document.Path}: {target}";

        broken.Should().BeEmpty();
    }

    [Fact]
    public void Every_path_that_a_document_names_exists()
    {
        var missing =
            from document in s_documents
            where document.Name is "README.md" or "CONTRIBUTING.md" or "architecture.md" or "threat-model.md"
            from line in document.Lines
            from Match path in OwnPath().Matches(line)
            where !Path.Exists(RepositoryPaths.FromRoot(path.Value.TrimEnd('/', '.')))
            select $"{document.Path}: {path.Value}";

        missing.Should().BeEmpty();
    }

    [Fact]
    public void The_readme_opens_with_the_two_commands_that_a_fresh_clone_needs()
    {
        var commands = s_documents.Single(document => document.Path == "README.md").Lines
            .SkipWhile(line => !line.StartsWith("```", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal))
            .Select(line => line.Split('#')[0].Trim());

        commands.Should().Equal("scripts/run", "scripts/test");
    }

    [Fact]
    public void The_readme_lists_exactly_the_settings_that_there_are()
    {
        var known =
            from type in SettingsSchema.OptionsTypes()
            from property in type.GetProperties()
            select $"{SettingsSchema.SectionOf(type)}:{property.Name}";
        var listed = s_documents.Single(document => document.Path == "README.md").Lines
            .Select(line => SettingRow().Match(line)).Where(match => match.Success).Select(match => match.Groups["key"].Value);

        listed.Should().BeEquivalentTo(known);
    }

    [Fact]
    public void Every_decision_has_a_number_of_its_own_and_says_context_decision_and_consequences()
    {
        var decisions = SourceFile.Below("docs/decisions", "*.md");

        decisions.Select(decision => decision.Name[..4]).Should().OnlyHaveUniqueItems().And.OnlyContain(number => number.All(char.IsDigit));
        foreach (var decision in decisions)
        {
            decision.Lines.Should().Contain(["## Context", "## Decision", "## Consequences"], decision.Path);
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Every_script_can_be_run_and_explains_itself(string name)
    {
        var path = RepositoryPaths.FromRoot($"scripts/{name}");

        using var script = Process.Start(new ProcessStartInfo(path, ["--help"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var help = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();

        script.ExitCode.Should().Be(0);
        help.Should().Contain($"Usage: scripts/{name}");
        (await File.ReadAllTextAsync(path)).Should().Contain("set -euo pipefail");
    }

    [Fact]
    public void No_lock_file_names_a_host_to_load_from() =>
        SourceFile.Below(".", "*lock.json").SelectMany(file => file.Lines).Should().NotContain(line => line.Contains("\"resolved\": \"http"));

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `(?<key>[A-Z][A-Za-z]+:[A-Z][A-Za-z0-9]+)(:\{(prefix|slice)\})?` \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"(?<![\w/.-])(src|tests|scripts|docs|runtime|bench|samples|\.ci)/[\w./-]*\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnPath();
}
