using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>The end of a group with all that is in it.</summary>
[Collection(QuietMachine.Collection)]
public sealed class WorkerRemovalTests : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private readonly CgroupFixture _machine = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _machine.CloseAsync();

    [Fact]
    public async Task A_kill_reaches_every_process_however_far_it_ran()
    {
        var group = _machine.Create();
        using var process = CgroupFixture.Start(group, "setsid sleep 60 & (setsid sh -c 'sleep 60 & sleep 60' &) ; trap '' TERM HUP INT; echo go; sleep 60");
        (await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit)).Should().Be("go");
        await Eventually.HoldsAsync(() => Task.FromResult(CountOf(group) >= 5), s_limit, "five processes are in the group");

        group.Kill();

        await Eventually.HoldsAsync(() => Task.FromResult(!group.IsPopulated), s_limit, "the group is empty");
        (await group.RemoveAsync()).Should().BeTrue();
        group.JoinFiles.Should().OnlyContain(path => !Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public async Task A_kill_wins_against_processes_that_fork_all_the_time()
    {
        var group = _machine.Create();
        using var process = CgroupFixture.Start(group, "f() { while :; do (:) & (:) & wait; done; }; f & f & f & echo go; f");
        (await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit)).Should().Be("go");

        (await group.RemoveAsync()).Should().BeTrue();

        group.JoinFiles.Should().OnlyContain(path => !File.Exists(path));
    }

    [Fact]
    public async Task A_removal_of_a_group_that_runs_kills_it()
    {
        var group = _machine.Create();
        using var process = CgroupFixture.Start(group, "echo go; sleep 60");
        await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

        (await group.RemoveAsync()).Should().BeTrue();

        await process.WaitForExitAsync().WaitAsync(s_limit);
        process.ExitCode.Should().Be(128 + 9);
    }

    [Fact]
    public async Task A_group_that_is_gone_says_so_and_nothing_throws()
    {
        var group = _machine.Create();
        await group.RemoveAsync();

        group.Limit(CgroupFixture.Small)!.Fault.Should().Be(CgroupFault.Gone);
        group.OutOfMemoryKills.Should().BeNull();
        group.CpuTime.Should().BeNull();
        group.MemoryBytes.Should().BeNull();
        group.Kill();
        (await group.RemoveAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_group_that_cannot_be_removed_yet_is_removed_by_a_later_sweep()
    {
        // The only way to hold a process against a kill from outside: what is frozen does not die.
        const string Freezer = "/sys/fs/cgroup/freezer";
        Directory.Exists(Freezer).Should().BeTrue("this test needs the v1 freezer");
        var frozen = $"{Freezer}/molnos-test-{Environment.ProcessId}";
        Directory.CreateDirectory(frozen);
        try
        {
            var group = _machine.Create();
            using var process = CgroupFixture.Start(group, "echo go; sleep 60");
            await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);
            await File.WriteAllTextAsync($"{frozen}/cgroup.procs", $"{process.Id}");
            await File.WriteAllTextAsync($"{frozen}/freezer.state", "FROZEN");

            (await group.RemoveAsync().WaitAsync(s_limit)).Should().BeFalse();
            Directory.Exists(Path.GetDirectoryName(group.JoinFiles[0])).Should().BeTrue();

            await File.WriteAllTextAsync($"{frozen}/freezer.state", "THAWED");
            await process.WaitForExitAsync().WaitAsync(s_limit);
            (await _machine.Tree.SweepAsync(default)).Should().BeEmpty();
            group.JoinFiles.Should().OnlyContain(path => !Directory.Exists(Path.GetDirectoryName(path)));
        }
        finally
        {
            await File.WriteAllTextAsync($"{frozen}/freezer.state", "THAWED");
            (await CgroupRemoval.RemoveAsync([frozen], TimeProvider.System)).Should().BeNull();
        }
    }

    [Fact]
    public void A_name_is_given_once()
    {
        _machine.Tree.Create("once", CgroupFixture.Small).Should().BeOfType<CgroupCreation.Created>();

        _machine.Tree.Create("once", CgroupFixture.Small).Should().BeOfType<CgroupCreation.Failed>().Which.Why.Fault.Should().Be(CgroupFault.Exists);
    }

    [Fact]
    public async Task Closing_the_tree_ends_all_workers_and_leaves_nothing()
    {
        using var process = CgroupFixture.Start(_machine.Create(), "echo go; sleep 60");
        await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

        (await _machine.Tree.CloseAsync()).Should().BeNull();

        await process.WaitForExitAsync().WaitAsync(s_limit);
        _machine.Tree.Base.All.Should().OnlyContain(folder => !Directory.Exists(folder));
    }

    private static int CountOf(WorkerCgroup group) => CgroupText.Processes(CgroupFiles.Read(group.JoinFiles[0])).Count;
}
