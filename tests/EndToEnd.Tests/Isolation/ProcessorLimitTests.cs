using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>Processor time of a function that asks for a limit is bounded; the others have none, and equal shares.</summary>
[Collection(QuietMachine.Collection)]
public sealed class ProcessorLimitTests(SharedSupervisor shared) : IClassFixture<SharedSupervisor>
{
    // A worker is known by the limit of its heap, which no other function has.
    private const int LimitedMb = 61;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_fifth_of_a_processor_is_all_that_a_loop_gets_with_that_limit()
    {
        var id = await DeployAsync(LimitedMb, with => with["cpu"] = 0.2);
        var worker = OutsideView.Of(shared.Supervisor, LimitedMb);

        // On a busy machine the loop may get less than its fifth: hence the kernel's own word that it held it back.
        await Eventually.HoldsAsync(
            async () =>
            {
                await ShouldUseAtMostAFifthAsync(id, worker);
                return Throttled(worker) > 0;
            },
            s_limit,
            "the kernel has held the worker back");
    }

    [Fact]
    public async Task Without_a_limit_nobody_holds_a_loop_back_and_all_weigh_the_same()
    {
        foreach (var memoryMb in new[] { 62, 63 })
        {
            var id = await DeployAsync(memoryMb, _ => { });
            (await _client.CallAsync(id, "?ms=500")).Status.Should().Be(200);
            var worker = OutsideView.Of(shared.Supervisor, memoryMb);

            Throttled(worker).Should().Be(0);
            var isUnified = File.Exists($"{worker.Groups.Of(Controllers.Cpu)}/cpu.max");
            worker.Setting(Controllers.Cpu, isUnified ? "cpu.max" : "cpu.cfs_quota_us").Should().Be(isUnified ? "max 100000" : "-1");
            worker.Setting(Controllers.Cpu, isUnified ? "cpu.weight" : "cpu.shares").Should().Be(isUnified ? "100" : "1024");
        }
    }

    private static long? Throttled(OutsideView worker) => CgroupText.Field(worker.Setting(Controllers.Cpu, "cpu.stat"), "nr_throttled");

    private async Task<string> DeployAsync(int memoryMb, Action<JsonObject> with)
    {
        var limits = new JsonObject { ["memoryMb"] = memoryMb, ["maxWorkers"] = 1, ["timeoutMs"] = 60_000 };
        with(limits);
        var id = await _client.DeployFileAsync("errors/spins.js", function => function["limits"] = limits);
        (await _client.CallAsync(id)).Status.Should().Be(200);
        return id;
    }

    private async Task ShouldUseAtMostAFifthAsync(string id, OutsideView worker)
    {
        var before = CpuTime(worker);
        var watch = Stopwatch.StartNew();
        (await _client.CallAsync(id, "?ms=1000")).Status.Should().Be(200);
        var used = CpuTime(worker) - before;

        // The quota counts by tenths of a second: one more may have begun and one not have ended.
        used.Should().BeLessThan((watch.Elapsed * 0.2) + TimeSpan.FromMilliseconds(100)).And.BePositive();
    }

    private static TimeSpan CpuTime(OutsideView worker) => worker.Groups.Of(Controllers.CpuAccounting) is null
        ? TimeSpan.FromMicroseconds(CgroupText.Field(worker.Setting(Controllers.Cpu, "cpu.stat"), "usage_usec")!.Value)
        : TimeSpan.FromMicroseconds(long.Parse(worker.Setting(Controllers.CpuAccounting, "cpuacct.usage"), CultureInfo.InvariantCulture) / 1000.0);
}
