using System.Globalization;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>What the kernel does with a process that wants more than its group may have.</summary>
[Collection(QuietMachine.Collection)]
public sealed class WorkerLimitTests : IAsyncLifetime
{
    private const string BusyLoops = "while :; do :; done & while :; do :; done";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private readonly CgroupFixture _machine = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _machine.CloseAsync();

    [Fact]
    public async Task A_process_that_takes_too_much_memory_is_killed_and_counted()
    {
        var group = _machine.Create();
        var neighbour = _machine.Create();
        group.OutOfMemoryKills.Should().Be(0);

        using var process = CgroupFixture.Start(group, "head -c 200000000 /dev/zero | tail -c 150000000 | wc -c; exit ${PIPESTATUS[1]}", "/bin/bash");
        await process.WaitForExitAsync().WaitAsync(s_limit);

        process.ExitCode.Should().Be(128 + 9);
        group.OutOfMemoryKills.Should().BePositive();
        neighbour.OutOfMemoryKills.Should().Be(0);
    }

    [Fact]
    public async Task A_limit_that_is_raised_later_holds_instead_of_the_first()
    {
        var group = _machine.Create();

        group.Limit(CgroupFixture.Small with { MemoryBytes = 400 << 20 }).Should().BeNull();
        using var process = CgroupFixture.Start(group, "head -c 200000000 /dev/zero | tail -c 150000000 | wc -c");
        await process.WaitForExitAsync().WaitAsync(s_limit);

        (await process.StandardOutput.ReadToEndAsync()).Trim().Should().Be("150000000");
        group.OutOfMemoryKills.Should().Be(0);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_later_holds_instead_of_the_first()
    {
        var group = _machine.Create(new CgroupLimits(400 << 20, 32));

        group.Limit(CgroupFixture.Small).Should().BeNull();
        using var process = CgroupFixture.Start(group, "head -c 200000000 /dev/zero | tail -c 150000000 | wc -c");
        await process.WaitForExitAsync().WaitAsync(s_limit);

        group.OutOfMemoryKills.Should().BePositive();
    }

    [Fact]
    public async Task A_fork_bomb_gets_no_further_than_its_limit()
    {
        var group = _machine.Create(CgroupFixture.Small with { Pids = 12 });

        // Bounded: forty children at most, were there no wall.
        using var bomb = CgroupFixture.Start(group, "for i in $(seq 40); do sleep 60 & done; echo all; sleep 60");
        await Eventually.HoldsAsync(() => Task.FromResult(Processes(group).Count > 5), s_limit, "the bomb has begun");
        (await bomb.StandardError.ReadLineAsync().WaitAsync(s_limit)).Should().ContainEquivalentOf("fork");

        Processes(group).Count.Should().BeInRange(6, 12);
        group.Kill();
        (await bomb.StandardOutput.ReadToEndAsync().WaitAsync(s_limit)).Should().NotContain("all");
    }

    [Fact]
    public async Task A_quota_of_half_a_core_holds_busy_loops_to_half_a_core()
    {
        var half = _machine.Create(CgroupFixture.Small with { CpuCores = 0.5 });

        var cores = await CoresOfBusyLoopsAsync(half);

        // The kernel's own account, in which a period's rest at both ends may show. On a busy machine it is less: hence the brake is asked, too.
        cores.Should().BeInRange(0.05, 0.65);
        await Eventually.HoldsAsync(() => Task.FromResult(Throttled(half) > 0), s_limit, "the kernel has held the group back");
        half.Kill();
    }

    [Fact]
    public async Task A_quota_can_be_given_to_a_worker_that_runs()
    {
        var group = _machine.Create();
        using var process = CgroupFixture.Start(group, BusyLoops);
        await Eventually.HoldsAsync(() => Task.FromResult(group.CpuTime > TimeSpan.FromMilliseconds(20)), s_limit, "the loops run");
        Throttled(group).Should().Be(0);

        group.Limit(CgroupFixture.Small with { CpuCores = 0.2 }).Should().BeNull();

        await Eventually.HoldsAsync(() => Task.FromResult(Throttled(group) > 2), s_limit, "the kernel has held the group back");
        group.Kill();
    }

    [Fact]
    public async Task Memory_in_use_does_not_count_the_page_cache()
    {
        var group = _machine.Create(new CgroupLimits(400 << 20, 32));
        var file = Path.GetTempFileName();

        try
        {
            // The last word keeps bash from becoming the sleep, which would let go of its variable.
            using var process = CgroupFixture.Start(group, $"head -c 60000000 /dev/zero > {file}; cat {file} > /dev/null; x=$(head -c 20000000 /dev/zero | tr '\\0' a); echo full; sleep 60; :", "/bin/bash");
            (await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit)).Should().Be("full");

            // Twenty megabytes of a variable, and what bash needs to make it; not the sixty of the file.
            group.MemoryBytes.Should().BeInRange(20_000_000, 75_000_000);
            UsageWithCache(group).Should().BeGreaterThan(group.MemoryBytes!.Value + 40_000_000);
        }
        finally
        {
            group.Kill();
            File.Delete(file);
        }
    }

    private static long UsageWithCache(WorkerCgroup group) => group.JoinFiles
        .Select(path => Path.GetDirectoryName(path)!)
        .SelectMany(folder => new[] { $"{folder}/memory.usage_in_bytes", $"{folder}/memory.current" })
        .Where(File.Exists)
        .Select(path => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture))
        .Single();

    private static IReadOnlyList<int> Processes(WorkerCgroup group) => CgroupText.Processes(CgroupFiles.Read(group.JoinFiles[0]));

    private static long? Throttled(WorkerCgroup group) => group.JoinFiles
        .Select(path => CgroupText.Field(CgroupFiles.Read($"{Path.GetDirectoryName(path)}/cpu.stat"), "nr_throttled"))
        .FirstOrDefault(count => count is not null);

    /// <summary>Cores used by two busy loops, over about two seconds by the clock of the kernel's account; they run on.</summary>
    private static async Task<double> CoresOfBusyLoopsAsync(WorkerCgroup group)
    {
        CgroupFixture.Start(group, BusyLoops).Dispose();
        await Eventually.HoldsAsync(() => Task.FromResult(group.CpuTime > TimeSpan.FromMilliseconds(20)), s_limit, "the loops run");
        var began = TimeProvider.System.GetTimestamp();
        var before = group.CpuTime!.Value;
        await Eventually.HoldsAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(2)), s_limit, "two seconds go by");
        var used = group.CpuTime!.Value - before;
        return used / TimeProvider.System.GetElapsedTime(began);
    }
}
