using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>Memory of every kind is bounded, and its end is told as such however the machine is doing.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class MemoryLimitTests(SharedSupervisor shared)
{
    private const int Rounds = 3;
    private static readonly string[] s_ways = ["buffers", "nodeBuffers", "wasm", "heap"];
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task On_a_busy_machine_every_bomb_is_told_as_memory_every_time_and_the_replacement_serves()
    {
        using var busy = new BusyMachine();
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(s_ways.Select(ThrowBombAsync));
        }
    }

    [Fact]
    public async Task Without_groups_the_supervisor_itself_sees_to_what_runs_behind_bubblewrap()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Hosting:Environment", "Development"), ("Workers:WallsOff", "cgroup"));
        using var client = supervisor.Client();
        (await Readiness.OfAsync(client)).Missing.Should().ContainSingle().Which.Should().StartWith("cgroup:");
        var busy = await client.DeployFileAsync("errors/spins.js");
        (await client.CallAsync(busy, "?after=1")).Status.Should().Be(200);

        await ThrowBombAsync(client, "buffers");

        await Eventually.HoldsAsync(
            async () => (await client.LogsAsync(busy)).Any(line => line.Message.Contains("had no call")), s_limit, "the loop left behind is ended");
    }

    private Task ThrowBombAsync(string how) => ThrowBombAsync(_client, how);

    private static async Task ThrowBombAsync(SandboxClient client, string how)
    {
        // A function of its own: one that keeps crashing is made to pause.
        var id = await client.DeployFileAsync(
            "errors/bombs.js", with => with["limits"] = new JsonObject { ["memoryMb"] = 64, ["maxWorkers"] = 1, ["timeoutMs"] = 120_000 });

        var answer = await client.CallAsync(id, $"?how={how}");
        var next = await Eventually.FindsAsync(
            async () => await client.CallAsync(id) is { Status: 200 } good ? good : null, s_limit, "a replacement answers");

        answer.Status.Should().Be(502, $"{how}: {answer}");
        answer.Json["message"]!.GetValue<string>().Should().Contain("memory").And.NotContain("SIG", how);
        next.Json["hoard"]!.GetValue<int>().Should().Be(0);
        var death = await client.LogLineAsync(id, line => line.Message.StartsWith("The worker ended:", StringComparison.Ordinal), "how the worker ended");
        death.Message.Should().MatchRegex("more memory than its limit|heap was full", how);
    }
}
