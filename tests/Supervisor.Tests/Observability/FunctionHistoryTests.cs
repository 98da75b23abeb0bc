using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

/// <summary>What is kept of the last hour of a function.</summary>
public sealed class FunctionHistoryTests
{
    private readonly ManualTime _time = new();
    private readonly InvocationStatistics _statistics;
    private readonly long _begin;

    public FunctionHistoryTests()
    {
        _statistics = new InvocationStatistics(_time);
        _begin = FunctionHistory.MinuteOf(_time.GetUtcNow());
    }

    [Fact]
    public void Minutes_are_counted_apart_with_errors_by_their_kind_and_those_without_calls_are_left_out()
    {
        Record(InvocationResultKind.Ok, 10);
        Record(InvocationResultKind.Threw, 20);
        Record(InvocationResultKind.Timeout, 100);
        Record(InvocationResultKind.Refused, 0);
        _time.Pass(TimeSpan.FromMinutes(2));
        Record(InvocationResultKind.WorkerDied, 5);

        var minutes = Read();

        minutes.Select(minute => minute.Minute - _begin).Should().Equal(0, 2);
        minutes[0].Should().BeEquivalentTo(new { Invocations = 3, Failures = 2 });
        minutes[0].Count(InvocationResultKind.Threw).Should().Be(1);
        minutes[0].Count(InvocationResultKind.Refused).Should().Be(1);
        minutes[0].Durations()!.P50.Should().BeApproximately(20_000, 400);
        minutes[1].Count(InvocationResultKind.WorkerDied).Should().Be(1);
        _statistics.Minutes("another", _begin, _begin + 60).Should().BeEmpty();
    }

    [Fact]
    public void A_minute_that_is_over_keeps_its_percentiles_when_it_is_summed_up_and_the_running_one_goes_on()
    {
        for (var i = 1; i <= 100; i++)
        {
            Record(InvocationResultKind.Ok, i);
        }

        _time.Pass(TimeSpan.FromMinutes(1));
        Record(InvocationResultKind.Ok, 7);
        var before = Read()[0].Durations();
        _statistics.SumUp();
        Record(InvocationResultKind.Ok, 9);

        var minutes = Read();
        minutes[0].Durations().Should().Be(before);
        minutes[0].Durations()!.P95.Should().BeApproximately(95_000, 2000);
        minutes[1].Durations()!.P99.Should().BeApproximately(9_000, 200);
    }

    [Fact]
    public void A_minute_takes_the_place_of_the_one_an_hour_before()
    {
        Record(InvocationResultKind.Ok, 1);
        _time.Pass(TimeSpan.FromMinutes(FunctionHistory.Length));
        Record(InvocationResultKind.Ok, 1);
        Record(InvocationResultKind.Ok, 1);

        _statistics.Minutes("f", _begin, _begin + FunctionHistory.Length).Select(minute => minute.Invocations).Should().Equal(2);
    }

    [Fact]
    public void The_most_workers_and_memory_that_were_seen_in_a_minute_are_kept_without_a_call()
    {
        var clock = new HistoryClock(_statistics, () => [new WorkersInUse("f", Workers: _time.GetUtcNow().Second == 5 ? 3 : 1, MemoryBytes: 100)], _time, new RecordingLogger<HistoryClock>());
        clock.Look();
        _time.Pass(TimeSpan.FromSeconds(10));
        clock.Look();

        Read().Should().ContainSingle().Which.Should().BeEquivalentTo(new { Workers = 3, MemoryBytes = 100L, Invocations = 0 });
        Read()[0].Durations().Should().BeNull();
    }

    [Fact]
    public void Calls_counted_by_many_threads_over_the_turn_of_a_minute_are_all_counted()
    {
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (thread == 0 && i == 5_000)
                {
                    _time.Pass(TimeSpan.FromMinutes(1));
                    _statistics.SumUp();
                }

                Record(InvocationResultKind.Ok, i % 500);
            }
        });

        Read().Sum(minute => minute.Invocations).Should().Be(80_000);
    }

    private void Record(InvocationResultKind kind, double milliseconds) => _statistics.Record("f", kind, TimeSpan.FromMilliseconds(milliseconds), wasCold: false);

    private IReadOnlyList<MinuteCounters> Read() => _statistics.Minutes("f", _begin, _begin + FunctionHistory.Length - 1);
}
