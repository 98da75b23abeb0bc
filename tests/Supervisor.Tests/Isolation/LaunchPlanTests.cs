using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Isolation.Bubblewrap;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation;

public sealed class LaunchPlanTests
{
    private static readonly NodeRuntime s_runtime = new("/opt/node", "/opt/shim");
    private static readonly BubblewrapSandbox s_sandbox = new(
        new BubblewrapTool.Found("/usr/bin/bwrap", new Version(0, 8, 0)),
        new WorkerView("/opt/node", ["/lib/libc.so.6"], "/opt/shim", WorkerEnvironment.Variables));

    [Fact]
    public void A_launch_inherits_no_environment_of_the_supervisor()
    {
        var line = new LaunchPlan(s_runtime, Wall.All, s_sandbox).For(new WorkerNeeds(128), "/proc/1/fd/7", []);

        line.Environment.Keys.Should().BeEquivalentTo("NODE_ENV", "LANG", "TZ", "UV_THREADPOOL_SIZE");
    }

    [Fact]
    public void Behind_all_walls_node_joins_its_groups_first_and_sees_no_path_of_the_machine()
    {
        var line = new LaunchPlan(s_runtime, Wall.All, s_sandbox).For(new WorkerNeeds(128), "/proc/1/fd/7", ["/sys/a/cgroup.procs", "/sys/b/cgroup.procs"]);

        line.FileName.Should().Be("/bin/sh");
        line.Arguments.Skip(3).Should().StartWith(
            ["/proc/1/fd/7", s_sandbox.ArgumentsPath, s_sandbox.FilterPath, "/sys/a/cgroup.procs", "/sys/b/cgroup.procs", "--"]);
        line.Arguments.Skip(9).Should().StartWith(["/usr/bin/bwrap", "--args", "8", "--seccomp", "9", "--", "/node", "--permission", "--allow-fs-read=/shim"]);
        line.Arguments[^1].Should().Be("/shim/main.mjs");
        line.Arguments.Skip(9).Should().NotContain(argument => argument.Contains("/opt"));
    }

    [Fact]
    public void A_worker_of_root_is_nobody_before_bubblewrap_runs()
    {
        var line = new LaunchPlan(s_runtime, Wall.All, s_sandbox, isNobody: true).For(new WorkerNeeds(128), "/proc/1/fd/7", []);

        line.Arguments.Should().ContainInOrder("--", "/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--", "/usr/bin/bwrap");
    }

    [Fact]
    public void What_bubblewrap_reads_is_its_arguments_and_the_filter_of_this_machine()
    {
        File.ReadAllBytes(s_sandbox.FilterPath).Should().Equal(SeccompProgram.For(RuntimeInformation.ProcessArchitecture));
        File.ReadAllText(s_sandbox.ArgumentsPath).Split('\0').Should().ContainInOrder("--ro-bind", "/opt/node", "/node", "--ro-bind", "/opt/shim", "/shim");
    }

    [Fact]
    public void A_wall_that_is_left_out_leaves_the_others_standing()
    {
        var unfiltered = new LaunchPlan(s_runtime, Wall.All & ~Wall.Seccomp, s_sandbox).For(new WorkerNeeds(128), "/marks", []);
        var ungated = new LaunchPlan(s_runtime, Wall.All & ~Wall.Permissions, s_sandbox).For(new WorkerNeeds(128), "/marks", []);

        unfiltered.Arguments.Should().Contain("/usr/bin/bwrap").And.NotContain("--seccomp").And.Contain("--permission");
        unfiltered.Arguments[5].Should().BeEmpty();
        ungated.Arguments.Should().Contain("--seccomp").And.NotContain("--permission");
    }

    [Fact]
    public void Without_bubblewrap_node_runs_on_the_machine_and_dies_with_the_supervisor()
    {
        var line = new LaunchPlan(s_runtime, Wall.Permissions, sandbox: null).For(new WorkerNeeds(128), "/marks", []);

        line.Arguments.Should().ContainInOrder("--pdeathsig", "KILL", "/opt/node", "--permission", "--allow-fs-read=/opt/shim", "/opt/shim/main.mjs");
    }

    [Fact]
    public void Without_bubblewrap_too_a_worker_of_root_has_none_of_its_rights()
    {
        var line = new LaunchPlan(s_runtime, Wall.Cgroup | Wall.Permissions, sandbox: null, isNobody: true).For(new WorkerNeeds(128), "/marks", []);

        line.Arguments.Should().ContainInOrder("--reuid", "65534", "--regid", "65534", "--clear-groups", "--bounding-set=-all", "--no-new-privs", "--pdeathsig", "KILL", "/opt/node");
    }

    [Fact]
    public void The_walls_of_the_kernel_are_tried_with_nodes_own_gate_open()
    {
        var plan = new LaunchPlan(s_runtime, Wall.All, s_sandbox);
        var ungrouped = new LaunchPlan(s_runtime, Wall.Bubblewrap | Wall.Seccomp | Wall.Permissions, s_sandbox);
        var weaker = new LaunchPlan(s_runtime, Wall.Cgroup | Wall.Permissions, sandbox: null);

        ungrouped.ForProbe(new WorkerNeeds(64), "/marks", []).Arguments.Should().NotContain("--permission");
        plan.ForProbe(new WorkerNeeds(64), "/marks", []).Arguments.Should().NotContain("--permission").And.EndWith("/shim/self-test.mjs");
        weaker.ForProbe(new WorkerNeeds(64), "/marks", []).Arguments.Should().Contain("--permission");
    }
}
