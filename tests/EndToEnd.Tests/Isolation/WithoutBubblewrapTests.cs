using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>A machine without bubblewrap: no start unless it is asked for, and then it is said.</summary>
public sealed class WithoutBubblewrapTests
{
    private const string Hello = "async function handler() { return 'hello'; }";
    private static readonly (string, string) s_nowhere = ("Workers:BubblewrapPath", "/nowhere/bwrap");

    // In namespaces of its own a supervisor sees this machine as it would be without the package.
    private const string WithoutPackage =
        """
        set -e
        mount -t tmpfs none "$1"
        mkdir "$1/upper" "$1/work"
        mount -t overlay -o "lowerdir=/usr/bin,upperdir=$1/upper,workdir=$1/work" overlay /usr/bin
        rm /usr/bin/bwrap
        shift
        exec "$@"
        """;

    [Theory]
    [InlineData("auto")]
    [InlineData("full")]
    public async Task No_start_and_one_line_that_names_the_fix(string isolation)
    {
        var start = await RefusedStart.OfAsync(s_nowhere, ("Workers:Isolation", isolation));

        ShouldNameTheFix(start);
        start.Errors.Single().Should().Contain("/nowhere/bwrap");
    }

    [Fact]
    public async Task The_machine_itself_without_the_package_is_told_the_same()
    {
        using var data = new DataFolder();
        using var scratch = new DataFolder();

        var start = await RefusedStart.OfAsync(["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", WithoutPackage, "sh", scratch.Path], data);

        ShouldNameTheFix(start);
        start.Errors.Single().Should().Contain("/usr/bin/bwrap");
        File.Exists("/usr/bin/bwrap").Should().BeTrue();
        File.Exists(Path.Combine(data.Path, "admin.token")).Should().BeFalse("a start that is refused begins nothing");
    }

    [Fact]
    public async Task Degraded_starts_says_so_and_runs_functions()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(s_nowhere, ("Workers:Isolation", "degraded"));
        using var client = supervisor.Client();

        var (level, missing) = await Readiness.OfAsync(client);

        level.Should().Be("degraded");
        missing.Should().HaveCount(2).And.Contain(wall => wall.Contains("apt-get install bubblewrap")).And.Contain(wall => wall.StartsWith("seccomp:"));
        (await client.CallAsync(await client.DeployAsync(Hello))).Text.Should().Be("hello");
        supervisor.Output.Should().Contain("isolated at the level degraded only").And.Contain("apt-get install bubblewrap");
        foreach (var worker in OutsideView.OfAll(supervisor))
        {
            worker.Status("Uid").Split('\t').Should().NotContain("0");
            worker.Status("CapEff").Should().Be("0000000000000000");
            worker.Status("NoNewPrivs").Should().Be("1");
            worker.Groups.All.Should().OnlyContain(folder => SupervisorGroups.Of(supervisor.Id).Contains(Path.GetDirectoryName(folder)));
        }
    }

    private static void ShouldNameTheFix(RefusedStart start)
    {
        start.ExitCode.Should().Be(1);
        start.Output.Should().BeEmpty();
        start.Errors.Should().ContainSingle().Which.Should().StartWith("MolnOS Sandbox cannot start: ").And.Contain("apt-get install bubblewrap");
        SupervisorGroups.Of(start.Id).Should().BeEmpty();
    }
}
