using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Chains;

/// <summary>How far calls may lead to calls.</summary>
public sealed class ChainLimitTests
{
    [Fact]
    public void A_chain_as_long_as_the_limit_goes_on_and_a_longer_one_does_not()
    {
        using var rig = new ChainRig(mostDepth: 2);

        rig.Limit.Check(Step(ChainRig.ChainOf("aaaaaaaa", "bbbbbbbb"))).Should().BeNull();
        rig.Limit.Check(Step(ChainRig.ChainOf("aaaaaaaa", "bbbbbbbb", "aaaaaaaa"))).Should().NotBeNull();
    }

    [Fact]
    public void A_refusal_names_the_functions_to_the_caller_to_its_log_and_to_the_servers()
    {
        using var rig = new ChainRig(mostDepth: 2);
        rig.Deploy("aaaaaaaa", "orders");
        rig.Deploy("bbbbbbbb", "stock");

        var message = rig.Limit.Check(Step(ChainRig.ChainOf("aaaaaaaa", "bbbbbbbb", "gone0000"), functionId: "gone0000"));

        message.Should().Contain("orders -> stock -> gone0000").And.Contain("Events:MaxChainDepth allows 2");
        rig.FunctionLog.Should().Equal(("gone0000", message!));
        rig.ServerLog.Should().ContainSingle().Which.Should().Contain("orders -> stock -> gone0000").And.Contain("by events.emit");
    }

    [Fact]
    public void Refusals_are_counted_by_what_led_to_them()
    {
        using var rig = new ChainRig(mostDepth: 1);
        var tooLong = ChainRig.ChainOf("aaaaaaaa", "aaaaaaaa");

        foreach (var by in new[] { ChainLink.Http, ChainLink.Emit, ChainLink.Emit, ChainLink.Invoke })
        {
            rig.Limit.Check(Step(tooLong, by));
        }

        rig.Limit.Check(Step(CallChain.Outside));
        rig.Counts().Should().Equal(new Dictionary<string, long> { ["http"] = 1, ["events.emit"] = 2, ["functions.invoke"] = 1 });
    }

    [Fact]
    public void A_circle_does_not_flood_the_servers_log_and_what_it_left_out_is_told()
    {
        using var rig = new ChainRig(mostDepth: 1);
        var step = Step(ChainRig.ChainOf("aaaaaaaa", "aaaaaaaa"));

        for (var n = 0; n < 10_000; n++)
        {
            rig.Limit.Check(step);
        }

        var written = rig.ServerLog.Count;
        written.Should().BeInRange(1, 1000);
        rig.Time.Pass(TimeSpan.FromSeconds(1));
        rig.Limit.Check(step);
        rig.ServerLog[^1].Should().Contain($" {10_000 - written} refusals before this one were not logged");
        rig.Counts()["events.emit"].Should().Be(10_001);
    }

    private static ChainStep Step(CallChain chain, ChainLink by = ChainLink.Emit, string functionId = "aaaaaaaa") => new(chain, by, functionId, InvocationId.New());
}
