using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Access;

/// <summary>A hostile function that is denied as often as it can costs the log's readers a number, and nobody else anything.</summary>
public sealed class DenialFloodTests
{
    private const int AtOnce = 500;
    private const int MaxBytes = 1024 * 1024;
    private const string OneTable = """[{"service":"databases","permissions":[{"resource":"table","targets":["own"]}]}]""";

    [Fact]
    public async Task A_flood_of_one_function_costs_others_no_call_and_neither_memory_nor_disk_past_the_bounds()
    {
        using var data = new DataFolder();
        await using var supervisor = await SupervisorProcess.StartOnAsync(data, ("Audit:MaxTotalBytes", $"{MaxBytes}"), ("Audit:DenialsPerSecond", "1000"));
        using var client = supervisor.Client();
        var (flooder, neighbour) = (await client.DeployFileAsync("bindings/flood.js", Bound), await client.DeployFileAsync("bindings/flood.js", Bound));
        await FloodAsync(client, flooder, rounds: 5);
        var before = supervisor.ResidentBytes;

        var flood = Task.Run(async () =>
        {
            long refused = 0;
            for (var i = 0; i < 12; i++)
            {
                refused += await FloodAsync(client, flooder, rounds: 20);
            }

            return refused;
        });
        var calls = 0;
        while (!flood.IsCompleted)
        {
            (await FloodAsync(client, neighbour, rounds: 0)).Should().Be(0);
            calls++;
        }

        var refused = await flood + (5 * AtOnce);
        refused.Should().Be(((12 * 20) + 5) * AtOnce, "each call was answered, and denied");
        calls.Should().BeGreaterThan(0);
        (supervisor.ResidentBytes - before).Should().BeLessThan(64L * 1024 * 1024);
        await HoldsCountsAsync(client, flooder, refused);
        await HoldsSizeAsync(data);
        (await client.AuditAsync("&action=functions.create")).Should().HaveCount(2, "denials push no acts out");
    }

    private static void Bound(JsonObject with) => with["bindings"] = JsonNode.Parse(OneTable);

    private static async Task<long> FloodAsync(SandboxClient client, string id, int rounds)
    {
        var body = new JsonObject { ["rounds"] = rounds, ["atOnce"] = AtOnce, ["name"] = $"{Guid.NewGuid():N}" };
        using var content = SandboxClient.JsonContent(body);
        var answer = await client.CallAsync(id, content);
        return answer.Status == 200 ? answer.Json["refused"]!.GetValue<long>() : throw new InvalidOperationException($"The call failed: {answer}");
    }

    /// <summary>Every denial is counted; those that are not in the log as records or numbers any more were over the log's size.</summary>
    private static async Task HoldsCountsAsync(SandboxClient client, string flooder, long refused)
    {
        var records = await client.AuditAsync($"&actor=fn-{flooder}");
        records.Should().Contain(record => record.Outcome == "dropped").And.Contain(record => record.Outcome == "denied");
        records.Sum(record => record.Count).Should().BeLessThanOrEqualTo(refused);
        var metrics = (await client.GetAsync("/metrics")).Text.Split('\n');
        Metric("molnos_audit_denials_total").Should().Be(refused);
        Metric("molnos_audit_denials_dropped_total").Should().BeGreaterThan(refused / 2).And.BeLessThan(refused);
        Metric("molnos_audit_acts_lost_total").Should().Be(0);

        long Metric(string name) => long.Parse(metrics.Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1], null);
    }

    /// <summary>The file has its bound, and what one second may add to it; the journal beside it has one of its own.</summary>
    private static Task HoldsSizeAsync(DataFolder data) => Eventually.HoldsAsync(
        () => Task.FromResult(SizeOf(data, "audit.db") <= 3 * MaxBytes && SizeOf(data, "audit.db-wal") <= 17 * 1024 * 1024),
        TimeSpan.FromSeconds(10),
        "the audit log is within its bound on disk");

    private static long SizeOf(DataFolder data, string file) => new FileInfo(Path.Combine(data.Path, file)) is { Exists: true } info ? info.Length : 0;
}
