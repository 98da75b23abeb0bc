using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

public sealed class InvocationStatisticsTests
{
    private readonly ManualTime _time = new();
    private readonly InvocationStatistics _statistics;

    public InvocationStatisticsTests() => _statistics = new InvocationStatistics(_time);

    [Fact]
    public void A_function_never_called_has_zeros_and_no_last_call() => _statistics.Read("none").Should().BeEquivalentTo(new
    {
        Invocations = 0L,
        Errors = 0L,
        Timeouts = 0L,
        Refused = 0L,
        ColdStarts = 0L,
        AverageMs = 0.0,
        P99Ms = 0.0,
        LastInvokedAt = (DateTimeOffset?)null,
    });

    [Fact]
    public void Each_kind_of_end_is_counted_where_it_belongs()
    {
        Record(InvocationResultKind.Ok, 10, wasCold: true);
        Record(InvocationResultKind.Ok, 20);
        Record(InvocationResultKind.Threw, 30);
        Record(InvocationResultKind.Timeout, 100);
        Record(InvocationResultKind.Abandoned, 40);
        Record(InvocationResultKind.Refused, 5_000);

        var read = _statistics.Read("f");

        read.Should().BeEquivalentTo(new { Invocations = 5L, Errors = 1L, Timeouts = 1L, Refused = 1L, ColdStarts = 1L, LastInvokedAt = _time.GetUtcNow() });
        read.AverageMs.Should().BeApproximately(40, 0.001);
        read.P50Ms.Should().BeApproximately(30, 0.6);
        read.P99Ms.Should().BeApproximately(100, 2);
    }

    [Fact]
    public void The_last_call_is_the_latest()
    {
        Record(InvocationResultKind.Ok, 1);
        _time.Pass(TimeSpan.FromMinutes(1));
        Record(InvocationResultKind.Ok, 1);

        _statistics.Read("f").LastInvokedAt.Should().Be(_time.GetUtcNow());
    }

    [Fact]
    public void Functions_are_counted_apart_and_a_removed_one_is_forgotten()
    {
        Record(InvocationResultKind.Ok, 1);
        _statistics.Record("other", InvocationResultKind.WorkerDied, TimeSpan.FromMilliseconds(1), wasCold: false);

        _statistics.Remove("f");

        _statistics.Read("f").Invocations.Should().Be(0);
        _statistics.Read("other").Errors.Should().Be(1);
    }

    [Fact]
    public void Calls_counted_by_many_threads_are_all_counted()
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                Record(InvocationResultKind.Ok, i % 500, wasCold: i % 10 == 0);
            }
        });

        var read = _statistics.Read("f");
        read.Invocations.Should().Be(80_000);
        read.ColdStarts.Should().Be(8_000);
        read.P50Ms.Should().BeApproximately(249, 5);
    }

    private void Record(InvocationResultKind kind, double milliseconds, bool wasCold = false) =>
        _statistics.Record("f", kind, TimeSpan.FromMilliseconds(milliseconds), wasCold);
}
