using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation;

public sealed class NodeFlagsTests
{
    [Theory]
    [InlineData("--permission")]
    [InlineData("--allow-fs-read=/shim")]
    [InlineData("--max-old-space-size=256")]
    [InlineData("--max-semi-space-size=2")]
    [InlineData("--disable-proto=delete")]
    [InlineData("--no-addons")]
    [InlineData("--no-experimental-sqlite")]
    [InlineData("--no-experimental-ffi")]
    [InlineData("--disable-sigusr1")]
    public void A_worker_is_started_with(string flag)
    {
        NodeFlags.For(new WorkerNeeds(256), "/shim").Should().Contain(flag);
    }

    [Fact]
    public void Nothing_is_allowed_but_reading_the_shim()
    {
        NodeFlags.For(new WorkerNeeds(128), "/shim").Where(flag => flag.StartsWith("--allow", StringComparison.Ordinal))
            .Should().Equal("--allow-fs-read=/shim");
    }

    [Fact]
    public void A_launch_inherits_no_environment_of_the_supervisor()
    {
        var line = new LaunchPlan(new NodeRuntime("/node", "/shim")).For(new WorkerNeeds(128), "/proc/1/fd/7");

        line.Environment.Keys.Should().BeEquivalentTo("NODE_ENV", "LANG", "TZ", "UV_THREADPOOL_SIZE");
        line.Arguments[^1].Should().Be("/shim/main.mjs");
        line.Arguments.Should().ContainInOrder("/node", "--permission");
    }
}
