using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class IdleBudgetTests
{
    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.2, 4)]
    [InlineData(0.1, 11)]
    public void A_loop_is_found_whatever_share_of_a_processor_it_gets(double share, int seconds) => SecondsUntilOverdrawn(share).Should().Be(seconds);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.05)]
    public void A_modest_timer_may_go_on_for_ever(double share) => SecondsUntilOverdrawn(share).Should().BeNull();

    [Fact]
    public void A_rest_gives_no_credit_for_later()
    {
        var budget = new IdleBudget();
        budget.IsOverdrawnBy(TimeSpan.Zero, TimeSpan.FromHours(1)).Should().BeFalse();

        budget.IsOverdrawnBy(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).Should().BeTrue();
    }

    [Fact]
    public void After_a_call_it_begins_anew()
    {
        var budget = new IdleBudget();
        budget.IsOverdrawnBy(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1)).Should().BeFalse();
        budget.Renew();

        budget.IsOverdrawnBy(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1)).Should().BeFalse();
        budget.Used.Should().Be(TimeSpan.FromSeconds(0.4));
        budget.IsOverdrawnBy(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1)).Should().BeTrue();
    }

    private static int? SecondsUntilOverdrawn(double share)
    {
        var budget = new IdleBudget();
        var second = TimeSpan.FromSeconds(1);
        return Enumerable.Range(1, 10_000).Select(count => (int?)count).FirstOrDefault(_ => budget.IsOverdrawnBy(second * share, second));
    }
}
