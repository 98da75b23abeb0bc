using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>What events may be called, and by which patterns they are subscribed to.</summary>
public sealed class EventNamesTests
{
    [Theory]
    [InlineData("order-created")]
    [InlineData("order.created")]
    [InlineData("Order.Created_2:eu/1")]
    [InlineData("bestellung.geöffnet.☃")]
    [InlineData("a")]
    public void A_name_is_segments_between_dots(string name)
    {
        EventNames.FaultOfName(name).Should().BeNull();
        EventNames.FaultOfPattern(name).Should().BeNull();
        EventNames.Matches(name, name).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("@schedule")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\u0000")]
    [InlineData("a\u00a0b")]
    [InlineData("a\n")]
    public void Neither_a_name_nor_a_pattern_has_an_empty_segment_white_space_or_control_characters(string text)
    {
        EventNames.FaultOfName(text).Should().NotBeNull();
        EventNames.FaultOfPattern(text).Should().NotBeNull();
    }

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        EventNames.FaultOfName(new string('a', 255)).Should().BeNull();
        EventNames.FaultOfName(new string('a', 256)).Should().NotBeNull();
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("**", true)]
    [InlineData("order.*", true)]
    [InlineData("*.created", true)]
    [InlineData("a.*.b.**", true)]
    [InlineData("ord*", false)]
    [InlineData("order.*d", false)]
    [InlineData("**.created", false)]
    [InlineData("a.***", false)]
    public void A_star_stands_in_patterns_alone_and_only_as_a_whole_segment(string text, bool isPattern)
    {
        EventNames.FaultOfName(text).Should().NotBeNull();
        (EventNames.FaultOfPattern(text) is null).Should().Be(isPattern);
    }

    [Theory]
    [InlineData("order.*", "order.created", true)]
    [InlineData("order.*", "order", false)]
    [InlineData("order.*", "order.created.eu", false)]
    [InlineData("order.*", "orders.created", false)]
    [InlineData("*.created", "order.created", true)]
    [InlineData("*.created", "order.deleted", false)]
    [InlineData("*", "order", true)]
    [InlineData("*", "order.created", false)]
    [InlineData("order.**", "order.created", true)]
    [InlineData("order.**", "order.created.eu.north", true)]
    [InlineData("order.**", "order", false)]
    [InlineData("**", "anything.at.all", true)]
    [InlineData("order.created", "Order.created", false)]
    [InlineData("ord*", "order", false)]
    public void One_star_stands_for_one_segment_and_two_for_all_that_follow(string pattern, string name, bool matches) =>
        EventNames.Matches(pattern, name).Should().Be(matches);
}
