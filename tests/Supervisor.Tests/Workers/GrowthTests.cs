using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class GrowthTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0, 32, false, false, true)]
    [InlineData(1, 32, false, false, false)]
    [InlineData(1, 32, true, false, true)]
    [InlineData(1, 32, false, true, true)]
    [InlineData(1, 7, false, false, true)]
    [InlineData(1, 8, false, false, false)]
    public void Another_worker_is_started_for_calls_that_wait(int serving, int concurrency, bool hasStalled, bool isSlow, bool expected) =>
        GrowthRule.IsDue(serving, concurrency, hasStalled, isSlow).Should().Be(expected);

    [Fact]
    public void A_wait_is_slow_once_two_sweeps_in_a_row_have_found_the_same_call_waiting_long()
    {
        var queue = Queue();
        _ = queue.Add(long.MaxValue, CancellationToken.None);

        Sweep(queue, 19).Should().BeFalse();
        Sweep(queue, 1).Should().BeFalse();
        Sweep(queue, 20).Should().BeTrue();
    }

    [Fact]
    public void A_wait_that_ends_between_two_sweeps_is_not_slow()
    {
        var queue = Queue();
        _ = queue.Add(long.MaxValue, CancellationToken.None);
        Sweep(queue, 20).Should().BeFalse();

        queue.AnswerFirst(new Lease(LeaseKind.Granted));
        _ = queue.Add(long.MaxValue, CancellationToken.None);

        Sweep(queue, 15).Should().BeFalse();
        Sweep(queue, 15).Should().BeFalse();
        Sweep(queue, 15).Should().BeTrue();
    }

    private LeaseQueue Queue() =>
        new(new PoolParts(new WorkersOptions(), _time, () => false, () => true, (_, _) => { }));

    private bool Sweep(LeaseQueue queue, int afterMs)
    {
        _time.Advance(TimeSpan.FromMilliseconds(afterMs));
        queue.Sweep(_time.GetTimestamp());
        return queue.IsSlow;
    }
}
