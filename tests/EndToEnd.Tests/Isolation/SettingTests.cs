using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>Settings that open a wall are for development; they are refused elsewhere, and said aloud there.</summary>
public sealed class SettingTests
{
    private static readonly (string, string) s_development = ("Hosting:Environment", "Development");

    [Theory]
    [InlineData("Workers:Isolation", "none")]
    [InlineData("Workers:WallsOff", "seccomp")]
    [InlineData("Workers:WallsOff", "bubblewrap,cgroup")]
    public async Task In_production_a_setting_that_opens_a_wall_refuses_the_start_in_one_line(string key, string value)
    {
        var start = await RefusedStart.OfAsync((key, value));

        start.ExitCode.Should().Be(1);
        start.Output.Should().BeEmpty();
        start.Errors.Should().ContainSingle().Which.Should().StartWith("MolnOS Sandbox cannot start: ").And.Contain(key).And.Contain("Hosting:Environment");
        SupervisorGroups.Of(start.Id).Should().BeEmpty();
    }

    [Fact]
    public async Task In_development_none_starts_and_names_all_three_walls_of_the_kernel_as_missing()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(s_development, ("Workers:Isolation", "none"));
        using var client = supervisor.Client();

        var (level, missing) = await Readiness.OfAsync(client);

        level.Should().Be("none");
        missing.Select(wall => wall.Split(':')[0]).Should().Equal("bubblewrap", "seccomp", "cgroup");
        supervisor.Output.Should().Contain("isolated at the level none only");
        (await RunHelloAsync(client)).Should().Be("hello");
    }

    [Fact]
    public async Task In_development_a_wall_can_be_left_out_and_is_named()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(s_development, ("Workers:WallsOff", "seccomp"));
        using var client = supervisor.Client();

        var (level, missing) = await Readiness.OfAsync(client);

        level.Should().Be("degraded");
        missing.Should().ContainSingle().Which.Should().Be("seccomp: left out by Workers:WallsOff");
        supervisor.Output.Should().Contain("isolated at the level degraded only");
        (await RunHelloAsync(client)).Should().Be("hello");
        OutsideView.OfAll(supervisor).Should().OnlyContain(worker => worker.Status("Seccomp") == "0").And.OnlyContain(worker => worker.Status("NoNewPrivs") == "1");
    }

    private static async Task<string> RunHelloAsync(SandboxClient client) =>
        (await client.CallAsync(await client.DeployAsync("async function handler() { return 'hello'; }"))).Text;
}
