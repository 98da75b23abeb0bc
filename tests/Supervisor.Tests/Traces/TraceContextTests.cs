using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Traces;

/// <summary>What a caller says of its trace is taken as W3C's recommendation has it, and not otherwise.</summary>
public sealed class TraceContextTests
{
    private const string Good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Good, Good)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-brings", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null)]
    [InlineData(Good + "-more", null)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more", null)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", null)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g", null)]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01", null)]
    [InlineData(" 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null)]
    public void A_parent_is_what_the_recommendation_allows(string? sent, string? taken) => (TraceContext.Read(sent, null)?.TraceParent).Should().Be(taken);

    [Fact]
    public void A_state_is_carried_on_only_beside_a_good_parent_and_within_bounds()
    {
        TraceContext.Read(Good, "a=1,b=2")!.TraceState.Should().Be("a=1,b=2");
        TraceContext.Read(Good, new string('a', 513))!.TraceState.Should().BeNull();
        TraceContext.Read(Good, string.Join(',', Enumerable.Repeat("a=1", 33)))!.TraceState.Should().BeNull();
        TraceContext.Read(Good, "a=\u00e9")!.TraceState.Should().BeNull();
        TraceContext.Read("nonsense", "a=1").Should().BeNull();
    }
}
