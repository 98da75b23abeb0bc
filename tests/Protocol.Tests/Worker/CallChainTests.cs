using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

/// <summary>The functions through which a call came, and their text form.</summary>
public sealed class CallChainTests
{
    [Fact]
    public void A_call_from_outside_came_through_no_function()
    {
        CallChain.Outside.Depth.Should().Be(0);
        CallChain.Outside.ToHeader().Should().Be("0");
    }

    [Fact]
    public void Each_function_that_calls_on_adds_itself_and_leaves_the_chain_it_had_as_it_was()
    {
        var first = CallChain.Outside.Through("aaaaaaaa");
        var second = first.Through("bbbbbbbb");
        var circle = second.Through("aaaaaaaa");

        first.FunctionIds.Should().Equal("aaaaaaaa");
        second.FunctionIds.Should().Equal("aaaaaaaa", "bbbbbbbb");
        circle.FunctionIds.Should().Equal("aaaaaaaa", "bbbbbbbb", "aaaaaaaa");
        circle.ToHeader().Should().Be("3:aaaaaaaa,bbbbbbbb,aaaaaaaa");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(CallChain.MostDepth)]
    public void What_was_written_is_read(int depth)
    {
        var chain = Enumerable.Range(0, depth).Aggregate(CallChain.Outside, (before, number) => before.Through($"a_-Z{number:0000}"));

        CallChain.TryParse(chain.ToHeader(), out var read).Should().BeTrue();

        read.FunctionIds.Should().Equal(chain.FunctionIds);
    }

    [Fact]
    public void A_chain_has_an_end()
    {
        var chain = Enumerable.Repeat("aaaaaaaa", CallChain.MostDepth + 10).Aggregate(CallChain.Outside, static (before, id) => before.Through(id));

        chain.Depth.Should().Be(CallChain.MostDepth);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 0")]
    [InlineData("00")]
    [InlineData("0:")]
    [InlineData("1")]
    [InlineData("1:")]
    [InlineData("01:aaaaaaaa")]
    [InlineData("+1:aaaaaaaa")]
    [InlineData("-1:aaaaaaaa")]
    [InlineData("1:aaaaaaa")]
    [InlineData("1:aaaaaaaaa")]
    [InlineData("1: aaaaaaaa")]
    [InlineData("1:aaaaaaaa,")]
    [InlineData("1:aaaa/aaa")]
    [InlineData("1:aaaaaaaé")]
    [InlineData("2:aaaaaaaa")]
    [InlineData("1:aaaaaaaa,bbbbbbbb")]
    [InlineData("2:aaaaaaaa,bbbbbbbb ")]
    [InlineData("2:aaaaaaaabbbbbbbbb")]
    [InlineData("2:aaaaaaaa;bbbbbbbb")]
    [InlineData("0,0")]
    [InlineData("999:aaaaaaaa")]
    [InlineData("\u0661:aaaaaaaa")]
    public void Anything_else_is_no_chain(string? text)
    {
        CallChain.TryParse(text, out var chain).Should().BeFalse();

        chain.Depth.Should().Be(0);
    }

    [Fact]
    public void More_functions_than_a_chain_can_have_are_no_chain() =>
        CallChain.TryParse($"66:{string.Join(',', Enumerable.Repeat("aaaaaaaa", 66))}", out _).Should().BeFalse();
}
