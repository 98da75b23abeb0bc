using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>A worker that nobody calls goes, and costs nothing once it went.</summary>
public sealed class IdleTests
{
    [Fact]
    public async Task An_idle_worker_goes_and_the_next_call_gets_a_new_one()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:IdleTimeout", "00:00:00.300"), ("Workers:Warm", "1"));
        using var client = supervisor.Client();
        var id = await client.DeployFileAsync("errors/exits.js");
        var before = (await client.CallAsync(id)).Json["worker"]!.GetValue<string>();

        await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count == 1), TimeSpan.FromSeconds(5), "only the warm worker is left");
        var next = await client.CallAsync(id);

        next.Status.Should().Be(200, next.ToString());
        next.Json["worker"]!.GetValue<string>().Should().NotBe(before);
    }

    [Fact]
    public async Task Workers_asked_for_at_least_stay()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:IdleTimeout", "00:00:00.200"), ("Workers:Warm", "0"));
        using var client = supervisor.Client();
        var kept = await client.DeployFileAsync("errors/exits.js", with => with["limits"] = new JsonObject { ["minWorkers"] = 1 });
        var before = (await client.CallAsync(kept)).Json["worker"]!.GetValue<string>();
        var passing = await client.DeployFileAsync("errors/exits.js");
        await client.CallAsync(passing);

        await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count == 1), TimeSpan.FromSeconds(5), "the other function's worker is gone");

        (await client.CallAsync(kept)).Json["worker"]!.GetValue<string>().Should().Be(before);
    }

    // The workers are a few lines of Perl that speak the wire: what is measured is the supervisor, and five hundred times Node is a minute of work.
    [Fact]
    public async Task Five_hundred_retired_workers_leave_nothing_behind_in_the_supervisor()
    {
        using var folder = new DataFolder();
        // A small nursery is collected often, so that what is measured is what is kept and not garbage in wait.
        await using var supervisor = await SupervisorProcess.StartAsync(
            ("DOTNET_gcServer", "0"), ("DOTNET_GCgen0size", "0x400000"), ("Workers:NodePath", QuickWorker.WriteTo(folder.Path)), ("Workers:Isolation", "none"),
            ("Hosting:Environment", "Development"));
        using var client = supervisor.Client();
        var ids = new[] { await client.DeployFileAsync("loading/counter.js"), await client.DeployFileAsync("loading/counter.js") };
        // Long enough for the runtime to have compiled what it will compile again for speed.
        await Task.WhenAll(ids.Select(id => RetireAsync(client, id, 200)));
        var before = supervisor.ResidentBytes;

        await Task.WhenAll(ids.Select(id => RetireAsync(client, id, 250)));

        await Eventually.HoldsAsync(() => Task.FromResult(QuickWorker.CountBelow(supervisor.Id) <= 4), TimeSpan.FromSeconds(5), "only the last workers and the warm ones are left");
        (supervisor.ResidentBytes - before).Should().BeLessThan(16L * 1024 * 1024, "when each is kept it is twice that");
    }

    // Each update retires the worker of the version before it.
    private static async Task RetireAsync(SandboxClient client, string id, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await client.UpdateAsync(id, new JsonObject { ["limits"] = new JsonObject { ["timeoutMs"] = 1000 + (i % 2) } });
            (await client.CallAsync(id)).Json["calls"]!.GetValue<int>().Should().Be(1);
        }
    }
}
