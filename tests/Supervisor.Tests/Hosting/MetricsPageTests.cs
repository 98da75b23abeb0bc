using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.Supervisor.Tests.Shape;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary><c>docs/metrics.md</c>, the dashboard and the alerts speak of what <c>/metrics</c> gives.</summary>
public sealed partial class MetricsPageTests(FrontHost host) : IClassFixture<FrontHost>
{
    private static readonly IReadOnlyDictionary<string, (string Type, string Labels)> s_page = File.ReadAllLines(RepositoryPaths.FromRoot("docs/metrics.md"))
        .Select(line => Row().Match(line)).Where(row => row.Success)
        .ToDictionary(row => row.Groups["name"].Value, row => (row.Groups["type"].Value, row.Groups["labels"].Value), StringComparer.Ordinal);

    [Fact]
    public void The_page_has_exactly_the_metrics_that_there_are()
    {
        var inSource = SourceFile.Below("src/Supervisor", "*.cs").SelectMany(file => file.Lines)
            .SelectMany(line => Quoted().Matches(line)).Select(name => name.Groups["name"].Value).Distinct(StringComparer.Ordinal);

        s_page.Keys.Should().BeEquivalentTo(inSource);
    }

    [Fact]
    public async Task What_the_server_gives_has_the_type_and_the_labels_of_the_page()
    {
        using var answer = await host.SendAsync("GET", "/metrics");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToDictionary(words => words[2], words => words[3], StringComparer.Ordinal);
        types.Should().HaveCountGreaterThan(20);
        foreach (var (name, type) in types.Where(known => known.Key.StartsWith("molnos_", StringComparison.Ordinal)))
        {
            s_page.Should().ContainKey(name);
            s_page[name].Type.Should().Be(type, name);
        }

        foreach (var series in lines.Select(line => Series().Match(line)).Where(series => series.Success))
        {
            var name = NameOf(series.Groups["name"].Value);
            foreach (Match label in Label().Matches(series.Groups["labels"].Value))
            {
                (label.Groups["name"].Value == "le" || s_page[name].Labels.Contains($"`{label.Groups["name"].Value}`", StringComparison.Ordinal)).Should().BeTrue($"{name} has the label {label.Groups["name"].Value}");
            }
        }
    }

    [Theory]
    [InlineData("packaging/grafana/molnos-sandbox.json")]
    [InlineData("packaging/prometheus/alerts.yml")]
    public async Task The_dashboard_and_the_alerts_name_metrics_that_there_are_by_labels_that_they_have(string file)
    {
        var text = await File.ReadAllTextAsync(RepositoryPaths.FromRoot(file));
        var used = Metric().Matches(text).Select(match => match.Value).Where(name => name != "molnos_sandbox").Distinct(StringComparer.Ordinal).ToList();

        used.Should().HaveCountGreaterThan(8);
        used.Select(NameOf).Should().BeSubsetOf(s_page.Keys);
        foreach (Match selector in Selector().Matches(text.Replace("\\\"", "\"", StringComparison.Ordinal)))
        {
            var labels = s_page[NameOf(selector.Groups["name"].Value)].Labels;
            foreach (Match label in Label().Matches(selector.Groups["labels"].Value).Where(label => label.Groups["name"].Value is not "instance"))
            {
                labels.Should().Contain($"`{label.Groups["name"].Value}`", selector.Value);
                label.Groups["value"].Value.Split('|').Should().OnlyContain(value => labels.Contains($"`{value}`", StringComparison.Ordinal) || value == "5xx", selector.Value);
            }
        }
    }

    [Fact]
    public async Task The_dashboard_is_JSON_whose_panels_have_queries_and_places_of_their_own()
    {
        var panels = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryPaths.FromRoot("packaging/grafana/molnos-sandbox.json")))!["panels"]!.AsArray();

        panels.Should().HaveCountGreaterThan(10);
        panels.Select(panel => panel!["gridPos"]!.ToJsonString()).Should().OnlyHaveUniqueItems();
        panels.Should().OnlyContain(panel => panel!["targets"]!.AsArray().Count > 0);
    }

    /// <summary>The metric that a series of a histogram belongs to.</summary>
    private static string NameOf(string series) =>
        s_page.ContainsKey(series) ? series : Part().Replace(series, "");

    [GeneratedRegex(@"^\| `(?<name>molnos_\w+)` \| (?<type>\w+) \| [^|]+ \| (?<labels>[^|]*)\|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("\"(?<name>molnos_[a-z_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(?<name>molnos_\w+)\{(?<labels>.*)\} ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Series();

    [GeneratedRegex("(?<name>[a-z_]+)(=~|!=|=)\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\bmolnos_[a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"\b(?<name>molnos_[a-z_]+)\{(?<labels>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
