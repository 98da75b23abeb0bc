using System.Diagnostics;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>What supervisors left behind goes; what living ones have stays.</summary>
[Collection(QuietMachine.Collection)]
public sealed class LeftoverTests : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private readonly CgroupFixture _machine = new();
    private readonly List<string> _made = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await CgroupRemoval.RemoveAsync(_made, TimeProvider.System);
        await _machine.CloseAsync();
    }

    [Fact]
    public async Task Workers_of_a_dead_supervisor_are_killed_and_their_groups_removed()
    {
        // The id of a living process with another start: it was given out again since.
        var dead = SupervisorMark.OfThisProcess() with { StartTicks = 1 };
        var groups = MakeBaseOf(dead);
        using var worker = StartIn(groups);
        await worker.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

        (await _machine.Tree.SweepAsync(default)).Should().BeEmpty();

        await worker.WaitForExitAsync().WaitAsync(s_limit);
        worker.ExitCode.Should().Be(128 + 9);
        groups.Should().OnlyContain(folder => !Directory.Exists(folder) && !Directory.Exists(Path.GetDirectoryName(folder)));
    }

    [Fact]
    public async Task Workers_of_a_living_supervisor_are_left_alone()
    {
        using var supervisor = Process.Start(new ProcessStartInfo("/bin/sleep", ["60"]) { UseShellExecute = false })!;
        try
        {
            var groups = MakeBaseOf(SupervisorMark.OfThisProcess() with { Pid = supervisor.Id, StartTicks = ProcessTree.TryRead(supervisor.Id)!.StartTicks });
            using var worker = StartIn(groups);
            await worker.StandardOutput.ReadLineAsync().WaitAsync(s_limit);

            (await _machine.Tree.SweepAsync(default)).Should().BeEmpty();

            worker.HasExited.Should().BeFalse();
            groups.Should().OnlyContain(folder => Directory.Exists(folder));

            supervisor.Kill();
            await supervisor.WaitForExitAsync().WaitAsync(s_limit);
            (await _machine.Tree.SweepAsync(default)).Should().BeEmpty();

            await worker.WaitForExitAsync().WaitAsync(s_limit);
            groups.Should().OnlyContain(folder => !Directory.Exists(folder));
        }
        finally
        {
            supervisor.Kill();
        }
    }

    [Fact]
    public async Task After_the_end_nothing_is_made_that_nobody_would_remove()
    {
        _machine.Create();
        (await _machine.Tree.CloseAsync()).Should().BeNull();

        _machine.Tree.Create("late", CgroupFixture.Small).Should().BeOfType<CgroupCreation.Failed>();

        _machine.Tree.Base.All.Should().OnlyContain(folder => !Directory.Exists(folder));
    }

    [Fact]
    public async Task Groups_of_another_process_namespace_are_left_alone()
    {
        var groups = MakeBaseOf(new SupervisorMark(1, 4_194_305, 1));

        (await _machine.Tree.SweepAsync(default)).Should().BeEmpty();

        groups.Should().OnlyContain(folder => Directory.Exists(folder));
    }

    [Fact]
    public async Task Groups_with_other_names_and_our_own_are_left_alone()
    {
        var ours = _machine.Create();
        var foreign = _machine.Tree.Base.All.Select(folder => $"{Path.GetDirectoryName(folder)}/molnos-sandbox-of-somebody").ToList();
        _made.AddRange(foreign);
        foreign.ForEach(folder => Directory.CreateDirectory(folder));

        (await _machine.Tree.SweepAsync(default)).Should().BeEmpty();

        foreign.Should().OnlyContain(folder => Directory.Exists(folder));
        ours.JoinFiles.Should().OnlyContain(file => File.Exists(file));
    }

    /// <summary>Folders as a supervisor of that mark would have them, with one worker's group in each.</summary>
    private List<string> MakeBaseOf(SupervisorMark mark)
    {
        var bases = _machine.Tree.Base.All.Select(folder => $"{Path.GetDirectoryName(folder)}/{mark.FolderName}").ToList();
        _made.AddRange(bases);
        var groups = bases.ConvertAll(folder => $"{folder}/w-1");
        groups.ForEach(folder => Directory.CreateDirectory(folder));
        return groups;
    }

    private static Process StartIn(IEnumerable<string> groups) => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", "for group; do echo 0 > \"$group/cgroup.procs\" || exit 1; done; echo go; exec sleep 60", "sh", .. groups])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
    })!;
}
