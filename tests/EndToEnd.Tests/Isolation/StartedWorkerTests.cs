using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>What the machine says of the workers of a running supervisor.</summary>
public sealed class StartedWorkerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Nothing_that_whoever_started_the_supervisor_left_open_reaches_a_worker()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:Warm", "1"));
        var worker = await AnyWorkerAsync(supervisor);

        Targets(supervisor.Id).Should().Contain(SupervisorCommand.LeftOpen);
        Targets(worker.Id).Should().NotContain(SupervisorCommand.LeftOpen);
    }

    [Fact]
    public async Task A_machine_without_memory_takes_a_worker_before_the_supervisor()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:Warm", "1"));
        var worker = await AnyWorkerAsync(supervisor);

        (await File.ReadAllTextAsync($"/proc/{worker.Id}/oom_score_adj")).Trim().Should().Be("1000");
        int.Parse(await File.ReadAllTextAsync($"/proc/{supervisor.Id}/oom_score_adj")).Should().BeLessThan(1000);
    }

    [Fact]
    public async Task Without_any_wall_of_the_kernel_a_degraded_server_still_gives_its_workers_no_right_of_root()
    {
        using var data = new DataFolder();
        await using var supervisor = await SupervisorProcess.StartThroughAsync(
            ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", "mount -t tmpfs -o ro none /sys/fs/cgroup && exec \"$@\"", "sh"],
            data,
            ("Workers:Warm", "1"),
            ("Workers:Isolation", "degraded"),
            ("Workers:BubblewrapPath", "/nowhere/bwrap"));
        using var client = supervisor.Client();
        await AnyWorkerAsync(supervisor);

        (await Readiness.OfAsync(client)).Missing.Should().HaveCountGreaterThan(2);
        OutsideView.OfAll(supervisor).Should().OnlyContain(worker => worker.Status("CapEff") == "0000000000000000" && !worker.Status("Uid").StartsWith("0\t"));
    }

    [Fact]
    public async Task Workers_that_stay_roots_outside_are_told_of()
    {
        using var folder = new DataFolder();
        var shim = Path.Combine(folder.Path, "shim");
        Directory.CreateDirectory(shim);
        foreach (var file in Directory.EnumerateFiles(RepositoryPaths.FromRoot("runtime/node-shim"), "*.mjs"))
        {
            File.Copy(file, Path.Combine(shim, Path.GetFileName(file)));
        }

        // Nobody else may enter the folder.
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:Warm", "1"), ("Workers:ShimPath", shim));

        supervisor.Output.Contains("Workers run as root's", StringComparison.Ordinal).Should().Be(Environment.IsPrivilegedProcess);
    }

    private static async Task<ProcessEntry> AnyWorkerAsync(SupervisorProcess supervisor)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count > 0), s_limit, "a worker is there");
        return supervisor.Workers[0];
    }

    private static IEnumerable<string?> Targets(int processId) =>
        Directory.GetFileSystemEntries($"/proc/{processId}/fd").Select(path => new FileInfo(path).LinkTarget);
}
