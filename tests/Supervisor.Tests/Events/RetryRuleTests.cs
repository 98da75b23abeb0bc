using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>What follows from an attempt.</summary>
public sealed class RetryRuleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly EventOptions _options = new() { MaxAttempts = 10, RetryBaseDelay = TimeSpan.FromSeconds(1), RetryMaxDelay = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(100, 30)]
    public void The_longest_wait_doubles_up_to_its_bound(int failed, int seconds) =>
        RetryRule.LongestWait(failed, _options).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 1)]
    [InlineData(1, 4)]
    public void The_wait_is_drawn_between_nothing_and_the_longest(double luck, double seconds) =>
        RetryRule.Decide(new DeliveryVerdict.Failed("why"), failedBefore: 2, s_now, luck, _options)
            .Should().Be(new DeliveryStep.Record(new DeliveryEnd.Failed(3, "why", s_now.AddSeconds(seconds))));

    [Fact]
    public void The_last_attempt_that_fails_makes_a_dead_letter()
    {
        RetryRule.Decide(new DeliveryVerdict.Failed("why"), failedBefore: 8, s_now, 0.5, _options).Should().BeOfType<DeliveryStep.Record>()
            .Which.End.Should().BeOfType<DeliveryEnd.Failed>();
        RetryRule.Decide(new DeliveryVerdict.Failed("why"), failedBefore: 9, s_now, 0.5, _options)
            .Should().Be(new DeliveryStep.Record(new DeliveryEnd.Dead(10, "why", s_now)));
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(5, 5)]
    [InlineData(3600, 30)]
    public void A_pause_for_want_of_room_is_neither_idle_spinning_nor_for_ever(int asked, double seconds) =>
        RetryRule.Decide(new DeliveryVerdict.Unplaced(TimeSpan.FromSeconds(asked)), failedBefore: 0, s_now, 0.5, _options)
            .Should().Be(new DeliveryStep.Postpone(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_long_error_is_cut()
    {
        var step = RetryRule.Decide(new DeliveryVerdict.Hopeless(new string('x', 1_000_000)), failedBefore: 0, s_now, 0.5, _options);

        ((DeliveryEnd.Dead)((DeliveryStep.Record)step).End).Error.Should().HaveLength(RetryRule.LongestError + 1).And.EndWith("…");
    }
}
