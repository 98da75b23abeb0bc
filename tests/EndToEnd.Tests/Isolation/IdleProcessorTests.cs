using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>What a function goes on doing after its answer costs others nothing to speak of, or it is ended.</summary>
[Collection(QuietMachine.Collection)]
public sealed class IdleProcessorTests : IAsyncLifetime
{
    private const string Retired = "molnos_worker_deaths_total{reason=\"retired\"}";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;

    private SandboxClient Client => _client!;

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync();
        _client = _supervisor.Client();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _supervisor!.DisposeAsync();
    }

    [Fact]
    public async Task A_busy_loop_left_behind_is_ended_and_said_and_a_modest_timer_left_alone()
    {
        var modest = await Client.DeployFileAsync("errors/spins.js");
        var busy = await Client.DeployFileAsync("errors/spins.js");
        (await CountAsync(modest, "?after=0.01")).Should().Be(1);
        (await CountAsync(busy, "?after=1")).Should().Be(1);

        var line = await Eventually.FindsAsync(
            async () => (await Client.LogsAsync(busy)).FirstOrDefault(line => line.Level == "warn"), s_limit, "the busy worker is ended");

        line.Message.Should().Contain("had no call").And.Contain("waitUntil");
        await Eventually.HoldsAsync(
            async () => (await Client.GetAsync("/metrics")).Text.Split('\n').Contains($"{Retired} 1", StringComparer.Ordinal), s_limit, "one worker was retired");
        (await CountAsync(busy)).Should().Be(1, "it is a fresh worker's first");
        (await CountAsync(modest)).Should().Be(2, "the worker is the same");
        (await Client.LogsAsync(modest)).Should().NotContain(line => line.Level == "warn");
    }

    private async Task<int> CountAsync(string id, string rest = "") => (await Client.CallAsync(id, rest)).Json["calls"]!.GetValue<int>();
}
