using System.Text.RegularExpressions;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary>Every promise of the threat model names what attacks it, and all that it names is there.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly SourceFile s_page = SourceFile.Below("docs", "*.md").Single(file => file.Name == "threat-model.md");
    private static readonly IReadOnlyList<SourceFile> s_tests = SourceFile.Below("tests", "*.cs");
    private static readonly IReadOnlyList<SourceFile> s_attacks = SourceFile.Below("tests/functions/hostile", "*.mjs");

    [Fact]
    public void Every_test_that_it_names_is_there()
    {
        var named = s_page.Lines.SelectMany(line => Test().Matches(line)).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).Distinct().ToList();

        named.Should().HaveCountGreaterThan(50);
        named.Where(test => !HasTest(test.Class, test.Method)).Should().BeEmpty();
    }

    [Fact]
    public void Every_attack_that_it_names_is_there()
    {
        var named = s_page.Lines.SelectMany(line => Attack().Matches(line)).Select(match => (Theme: match.Groups["theme"].Value, Name: match.Groups["name"].Value)).Distinct().ToList();

        named.Should().HaveCountGreaterThan(25);
        named.Where(attack => !HasAttack(attack.Theme, attack.Name)).Should().BeEmpty();
    }

    [Fact]
    public void Every_promise_names_a_test_or_an_attack()
    {
        var promises = s_page.Lines
            .SkipWhile(line => line != "## Promises").TakeWhile(line => line != "## Not promised")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.EndsWith("| attacked by |", StringComparison.Ordinal))
            .ToList();

        promises.Should().HaveCountGreaterThan(20);
        promises.Where(line => !Test().IsMatch(line) && !Attack().IsMatch(line)).Should().BeEmpty();
    }

    [Fact]
    public void Every_class_that_it_names_is_linked_to_its_file()
    {
        var page = string.Join('\n', s_page.Lines);

        s_page.Lines.SelectMany(line => Class().Matches(line)).Select(match => match.Groups["class"].Value).Distinct()
            .Where(name => !page.Contains($"[{name}](", StringComparison.Ordinal))
            .Should().BeEmpty();
    }

    private static bool HasTest(string type, string method) => s_tests
        .Where(file => file.Lines.Any(line => Regex.IsMatch(line, $@"\bclass {type}\b", RegexOptions.None, TimeSpan.FromSeconds(1))))
        .Any(file => file.Lines.Any(line => line.Contains($" {method}(", StringComparison.Ordinal)));

    private static bool HasAttack(string theme, string name) => s_attacks
        .Where(file => file.Name == $"{theme}.mjs")
        .Any(file => file.Lines.Any(line => line.Contains($"'{name}'", StringComparison.Ordinal) || line.Contains($"\"{name}\"", StringComparison.Ordinal)));

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)\.(?<method>\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Test();

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)(\.\w+)?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Class();

    [GeneratedRegex(@"`(?<theme>[a-z]+): (?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attack();
}
