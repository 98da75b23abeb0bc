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
    public void Without_its_gate_node_is_given_no_permission_to_speak_of() =>
        NodeFlags.For(new WorkerNeeds(128), "/shim", isGated: false).Should().NotContain(flag => flag.Contains("permission") || flag.StartsWith("--allow"));

    [Fact]
    public void Without_its_gate_native_code_can_be_called() =>
        NodeFlags.For(new WorkerNeeds(128), "/shim", isGated: false).Should().NotContain(flag => flag.Contains("ffi"));
}
