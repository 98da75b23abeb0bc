using System.Globalization;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>What <c>/metrics</c> says of the program itself and of its files.</summary>
public sealed class ProgramMetricsTests(FrontHost host) : IClassFixture<FrontHost>
{
    [Fact]
    public async Task The_metrics_tell_the_version_and_when_the_server_started()
    {
        var lines = await LinesAsync();

        lines.Should().Contain(line => line.StartsWith("molnos_build_info{version=\"", StringComparison.Ordinal) && line.EndsWith("\"} 1", StringComparison.Ordinal));
        var started = lines.Single(line => line.StartsWith("molnos_start_timestamp_seconds ", StringComparison.Ordinal)).Split(' ')[1];
        DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(started, CultureInfo.InvariantCulture)).Should().BeWithin(TimeSpan.FromMinutes(10)).Before(DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task The_metrics_tell_what_each_database_takes_on_disk()
    {
        var sizes = (await LinesAsync()).Where(line => line.StartsWith("molnos_store_bytes{", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();

        sizes.Select(size => size[0]).Should().BeEquivalentTo(
            new[] { "molnos", "tables", "events", "storage", "logs", "audit" }.Select(store => $"molnos_store_bytes{{store=\"{store}\"}}"));
        sizes.Should().OnlyContain(size => double.Parse(size[1], CultureInfo.InvariantCulture) >= 4096);
    }

    private async Task<string[]> LinesAsync()
    {
        using var answer = await host.SendAsync("GET", "/metrics");
        return (await answer.Content.ReadAsStringAsync()).Split('\n');
    }
}
