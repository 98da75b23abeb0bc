using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>Full isolation as the kernel shows it from outside, of a worker that serves a function.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class OutsideViewTests(SharedSupervisor shared) : IAsyncLifetime
{
    private const double Cpu = 0.5;

    // A worker is known by the limit of its heap, which no other function has.
    private static int s_lastMemoryMb = 70;

    private readonly int _memoryMb = Interlocked.Increment(ref s_lastMemoryMb);
    private OutsideView? _worker;

    private OutsideView Worker => _worker!;

    public async Task InitializeAsync()
    {
        var id = await shared.Client.DeployFileAsync(
            "loading/counter.js", with => with["limits"] = new JsonObject { ["memoryMb"] = _memoryMb, ["cpu"] = Cpu, ["maxWorkers"] = 1 });
        (await shared.Client.CallAsync(id)).Status.Should().Be(200);
        _worker = OutsideView.Of(shared.Supervisor, _memoryMb);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_server_says_that_every_wall_stands()
    {
        var (level, missing) = await Readiness.OfAsync(shared.Client);

        level.Should().Be("full");
        missing.Should().BeEmpty();
    }

    [Fact]
    public void It_is_filtered_has_no_right_and_is_not_root()
    {
        Worker.Status("Seccomp").Should().Be("2");
        Worker.Status("NoNewPrivs").Should().Be("1");
        new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" }.Select(Worker.Status).Should().AllBe("0000000000000000");
        Worker.Status("Uid").Split('\t').Should().HaveCount(4).And.NotContain("0");
        Worker.Status("Gid").Split('\t').Should().HaveCount(4).And.NotContain("0");
        Worker.Status("Groups").Split(' ').Should().NotContain("0");
    }

    [Theory]
    [InlineData("user")]
    [InlineData("pid")]
    [InlineData("net")]
    [InlineData("mnt")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("cgroup")]
    public void It_has_a_namespace_of_its_own_of_each_kind(string kind)
    {
        var others = OutsideView.OfAll(shared.Supervisor).Where(other => other.Id != Worker.Id).Select(other => other.Namespace(kind));

        Worker.Namespace(kind).Should().StartWith($"{kind}:[");
        others.Append(OutsideView.OwnNamespace(kind)).Should().NotContain(Worker.Namespace(kind)).And.HaveCountGreaterThan(1);
    }

    [Fact]
    public void It_holds_no_socket_and_no_file_of_the_machine()
    {
        var descriptors = Worker.Descriptors;

        descriptors.Keys.Should().Contain(Enumerable.Range(0, 6));
        descriptors[0].Should().Be("/dev/null");
        Enumerable.Range(1, 4).Select(number => descriptors[number]).Should().OnlyContain(target => target.StartsWith("pipe:["));
        descriptors[5].Should().StartWith("/memfd:molnos-start-marks");
        // What libuv makes for itself: its poll, its wake-ups and the pipes of its signals.
        descriptors.Where(file => file.Key > 5).Select(file => file.Value).Should().OnlyContain(
            target => target == "anon_inode:[eventpoll]" || target == "anon_inode:[eventfd]" || target.StartsWith("pipe:[") || target == "/dev/null");
    }

    [Fact]
    public void It_is_with_all_that_stands_around_it_in_one_group_below_its_supervisors_in_every_hierarchy()
    {
        var groups = Worker.Groups;

        groups.All.Select(Path.GetDirectoryName).Should().BeEquivalentTo(SupervisorGroups.Of(shared.Supervisor.Id));
        groups.All.Select(Path.GetFileName).Distinct().Should().ContainSingle().Which.Should().StartWith("worker-");
        Controllers.OfUnified.Select(groups.Of).Should().NotContainNulls();
        var inner = ProcessTree.TryRead(Worker.Id)!.ParentId;
        var outer = ProcessTree.TryRead(inner)!.ParentId;
        foreach (var folder in groups.All)
        {
            CgroupText.Processes(CgroupFiles.Read($"{folder}/cgroup.procs")).Should().BeEquivalentTo([Worker.Id, inner, outer]);
        }
    }

    [Fact]
    public void Its_limits_are_what_the_functions_say()
    {
        var memory = ((_memoryMb + 96L) << 20).ToString(CultureInfo.InvariantCulture);
        var group = Worker.Groups;
        if (File.Exists($"{group.Of(Controllers.Memory)}/memory.max"))
        {
            Worker.Setting(Controllers.Memory, "memory.max").Should().Be(memory);
            Worker.Setting(Controllers.Cpu, "cpu.max").Should().Be("50000 100000");
        }
        else
        {
            Worker.Setting(Controllers.Memory, "memory.limit_in_bytes").Should().Be(memory);
            Worker.Setting(Controllers.Cpu, "cpu.cfs_quota_us").Should().Be("50000");
            Worker.Setting(Controllers.Cpu, "cpu.cfs_period_us").Should().Be("100000");
        }

        Worker.Setting(Controllers.Pids, "pids.max").Should().Be("64");
    }
}
