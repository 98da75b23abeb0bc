using System.Diagnostics;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>
/// What version 2 can prove without controllers, on any mount of it: the kernel's own kill, a subtree that runs empty, its removal.
/// </summary>
[Collection(QuietMachine.Collection)]
public sealed class UnifiedOnHybridTests : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly SupervisorMark s_mark = SupervisorMark.OfThisProcess();

    private readonly string _parent = FindParent();
    private CgroupTree? _tree;

    public Task InitializeAsync()
    {
        Directory.CreateDirectory($"{_parent}/{s_mark.FolderName}");
        _tree = new CgroupTree(CgroupFolders.Unified(_parent, []), s_mark, new UnifiedDialect(), CgroupFiles.Write, TimeProvider.System);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => (await _tree!.CloseAsync()).Should().BeNull();

    [Fact]
    public async Task One_word_kills_all_of_a_group_and_it_is_removed()
    {
        var group = Create("w-1");
        using var process = Start(group);
        await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);
        group.IsPopulated.Should().BeTrue();

        group.Kill();

        await process.WaitForExitAsync().WaitAsync(s_limit);
        process.ExitCode.Should().Be(128 + 9);
        await Eventually.HoldsAsync(() => Task.FromResult(!group.IsPopulated), s_limit, "the group is empty");
        (await group.RemoveAsync()).Should().BeTrue();
        File.Exists(group.JoinFiles.Single()).Should().BeFalse();
    }

    [Fact]
    public async Task Processor_time_is_told_without_a_controller()
    {
        var group = Create("w-2");
        using var process = Start(group);
        await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

        group.CpuTime.Should().BePositive();
        group.OutOfMemoryKills.Should().BeNull();
        group.MemoryBytes.Should().BeNull();
    }

    [Fact]
    public async Task A_dead_predecessors_whole_tree_goes()
    {
        var dead = $"{_parent}/{(s_mark with { StartTicks = 1 }).FolderName}";
        Directory.CreateDirectory($"{dead}/w-1/deeper");
        using var process = Start($"{dead}/w-1/deeper/cgroup.procs");
        await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

        (await _tree!.SweepAsync(default)).Should().BeEmpty();

        Directory.Exists(dead).Should().BeFalse();
        await process.WaitForExitAsync().WaitAsync(s_limit);
        process.ExitCode.Should().Be(128 + 9);
    }

    [Fact]
    public async Task A_group_that_holds_a_living_process_of_ours_is_told_busy()
    {
        var group = Create("w-3");
        using var process = Start(group);
        await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

        CgroupRemoval.TryRemove([Path.GetDirectoryName(group.JoinFiles[0])!])!.Fault.Should().Be(CgroupFault.Busy);
    }

    private static string FindParent() =>
        CgroupMount.Parse(File.ReadAllText("/proc/self/mountinfo")).FirstOrDefault(mount => mount is { IsUnified: true, IsReadOnly: false })?.Point
            ?? throw new InvalidOperationException("These tests need a writable mount of cgroup2, as root.");

    private static Process Start(WorkerCgroup group) => Start(group.JoinFiles.Single());

    private static Process Start(string joinFile) => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", "echo 0 > \"$1\" || exit 1; sleep 60 & setsid sleep 60 & echo go; wait", "sh", joinFile])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
    })!;

    private WorkerCgroup Create(string name) =>
        _tree!.Create(name, CgroupFixture.Small).Should().BeOfType<CgroupCreation.Created>().Subject.Group;
}
