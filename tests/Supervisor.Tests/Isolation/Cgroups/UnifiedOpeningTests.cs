using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

/// <summary>Where a supervisor settles in version 2, and what it writes on its way.</summary>
public sealed class UnifiedOpeningTests : IDisposable
{
    private const string Service = "system.slice/molnos.service";
    private readonly FakeUnifiedMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void In_a_delegated_service_it_moves_below_before_it_hands_controllers_down()
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "cpu memory pids");

        var tree = Ready(Service);

        _machine.Written.Should().Equal(
            $"{Service}/supervisor/cgroup.procs=0",
            $"{Service}/cgroup.subtree_control=+memory +pids +cpu",
            $"{Service}/OURS/cgroup.subtree_control=+memory +pids +cpu");
        tree.Base.All.Should().Equal($"{_machine.Mount}/{Service}/{FakeUnifiedMachine.Mark.FolderName}");
        tree.LimitsCpu.Should().BeTrue();
    }

    [Fact]
    public void Where_systemd_made_the_subgroup_it_stays_in_it()
    {
        _machine.AddGroup(Service, controllers: "cpu memory pids");
        _machine.AddGroup($"{Service}/supervisor", processes: "100\n");

        Ready($"{Service}/supervisor");

        _machine.Written.Should().Equal(
            $"{Service}/cgroup.subtree_control=+memory +pids +cpu", $"{Service}/OURS/cgroup.subtree_control=+memory +pids +cpu");
    }

    [Fact]
    public void Controllers_that_were_handed_down_before_are_not_asked_for_again()
    {
        _machine.AddGroup(Service, controllers: "cpu memory pids", subtree: "memory pids cpu");
        _machine.AddGroup($"{Service}/supervisor", processes: "100\n");

        Ready($"{Service}/supervisor");

        _machine.Written.Should().Equal($"{Service}/OURS/cgroup.subtree_control=+memory +pids +cpu");
    }

    [Fact]
    public void Without_the_processor_controller_it_opens_and_says_so()
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "memory pids");

        var tree = Ready(Service);

        tree.LimitsCpu.Should().BeFalse();
        _machine.Written.Should().Contain($"{Service}/cgroup.subtree_control=+memory +pids");
    }

    [Fact]
    public void A_login_session_of_root_is_left_alone_and_the_top_is_used()
    {
        _machine.AddGroup("user.slice/session-3.scope", processes: "90\n100\n", controllers: "cpu memory pids");

        Ready("user.slice/session-3.scope");

        _machine.Written.Should().Equal("cgroup.subtree_control=+memory +pids +cpu", "OURS/cgroup.subtree_control=+memory +pids +cpu");
    }

    [Fact]
    public void At_the_top_of_the_kernel_nobody_has_to_move()
    {
        _machine.AddGroup("", processes: "1\n100\n", controllers: "memory pids", subtree: "memory pids", type: null);

        Ready("");

        _machine.Written.Should().Equal("OURS/cgroup.subtree_control=+memory +pids");
    }

    [Fact]
    public void A_container_that_it_shares_says_so_and_nobody_is_moved()
    {
        _machine.AddGroup("", processes: "1\n100\n", controllers: "cpu memory pids");

        var parts = Missing("");

        parts.Should().ContainSingle().Which.What.Should().Contain("other processes");
        _machine.Written.Should().BeEmpty();
    }

    [Fact]
    public void A_container_of_its_own_is_used_like_a_delegated_group()
    {
        _machine.AddGroup("", processes: "100\n", controllers: "cpu memory pids");

        Ready("");

        _machine.Written.Should().StartWith("supervisor/cgroup.procs=0");
    }

    [Fact]
    public void Controllers_that_nobody_gives_are_named_with_the_line_for_the_unit()
    {
        _machine.AddGroup("", controllers: "cpu");
        _machine.AddGroup(Service, processes: "100\n", controllers: "cpu");

        var parts = Missing(Service);

        parts[0].What.Should().Contain("memory and pids");
        parts[0].Remedy.Should().Contain("Delegate=cpu memory pids");
        _machine.Written.Should().BeEmpty();
    }

    [Fact]
    public void A_group_that_is_not_ours_to_write_is_named_with_the_ways_out()
    {
        _machine.AddGroup("", controllers: "cpu memory pids");
        _machine.AddGroup(Service, processes: "100\n", controllers: "cpu memory pids");
        _machine.Refusal = ("cgroup.subtree_control", CgroupFault.Denied);

        var part = Missing(Service)[0];

        part.What.Should().Contain("permission denied");
        part.Remedy.Should().ContainAll("Delegate=", "chown", "root");
    }

    [Fact]
    public void A_worker_is_limited_before_anything_can_join_it()
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "cpu memory pids");
        var tree = Ready(Service);
        var before = _machine.Written.Count;

        var group = tree.Create("w-1", new CgroupLimits(4096, 64, 0.5)).Should().BeOfType<CgroupCreation.Created>().Subject.Group;

        group.JoinFiles.Should().Equal($"{tree.Base.All[0]}/w-1/cgroup.procs");
        _machine.Written.Skip(before).Should().Equal(
            $"{Service}/OURS/w-1/memory.max=4096",
            $"{Service}/OURS/w-1/memory.swap.max=0",
            $"{Service}/OURS/w-1/memory.oom.group=1",
            $"{Service}/OURS/w-1/pids.max=64",
            $"{Service}/OURS/w-1/cpu.weight=100",
            $"{Service}/OURS/w-1/cpu.max=50000 100000");
    }

    [Fact]
    public void A_kernel_that_counts_no_swap_is_good_enough()
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "cpu memory pids");
        var tree = Ready(Service);
        _machine.Refusal = ("memory.swap.max", CgroupFault.Gone);

        tree.Create("w-1", new CgroupLimits(4096, 64)).Should().BeOfType<CgroupCreation.Created>();
        _machine.Written.Should().Contain(line => line.Contains("w-1/pids.max"));
    }

    [Fact]
    public void A_worker_whose_limit_is_refused_has_no_group()
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "cpu memory pids");
        var tree = Ready(Service);
        _machine.Refusal = ("pids.max", CgroupFault.Refused);

        var why = tree.Create("w-1", new CgroupLimits(4096, 64)).Should().BeOfType<CgroupCreation.Failed>().Subject.Why;

        why.Fault.Should().Be(CgroupFault.Refused);
        Directory.Exists($"{tree.Base.All[0]}/w-1").Should().BeFalse();
    }

    [Fact]
    public void A_quota_without_the_processor_controller_is_a_failure_and_no_silence()
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "memory pids");

        Ready(Service).Create("w-1", new CgroupLimits(4096, 64, 0.5)).Should().BeOfType<CgroupCreation.Failed>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("$x")]
    [InlineData("A")]
    public void A_name_that_is_not_ours_is_no_path(string name)
    {
        _machine.AddGroup(Service, processes: "100\n", controllers: "memory pids");
        var tree = Ready(Service);

        var create = () => tree.Create(name, new CgroupLimits(4096, 64));

        create.Should().Throw<ArgumentException>();
    }

    private CgroupTree Ready(string own) => _machine.Open(own).Should().BeOfType<CgroupProbe.Ready>().Subject.Tree;

    private IReadOnlyList<MissingCgroup> Missing(string own) => _machine.Open(own).Should().BeOfType<CgroupProbe.Missing>().Subject.Parts;
}
