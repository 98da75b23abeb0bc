using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Schedules;
using MolnOS.Sandbox.Supervisor.Tests.Events;

namespace MolnOS.Sandbox.Supervisor.Tests.Schedules;

/// <summary>Which ticks there are, as time passes, jumps, and passes without the server. The rig starts at 2026-01-02 03:04:05.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes it.")]
public sealed class ScheduleBoardTests : IAsyncLifetime
{
    private static readonly FunctionTrigger.Schedule s_everyFive = new("*/5 * * * *", TimeZone: null);
    private static readonly FunctionTrigger.Schedule s_everyFiveOrSkip = s_everyFive with { Missed = MissedTicks.Skip };

    private readonly ScheduleRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    [Fact]
    public async Task A_tick_is_kept_at_its_moment_and_delivered_once()
    {
        _rig.Deploy("f", s_everyFive);
        (await _rig.LookAsync()).Should().Be(At("03:05"));

        await _rig.PassUntilAsync(At("03:12"));

        _rig.Moments.Should().Equal(At("03:05"), At("03:10"));
        await BusRig.HoldsAsync(() => _rig.Bus.CallsOf("f") == 2, "both are delivered");
        var call = _rig.Bus.Calls.First().Event;
        call.EventName.Should().Be("@schedule");
        Encoding.UTF8.GetString(call.Data.Span).Should().Be("""{"cron":"*/5 * * * *","scheduledTime":"2026-01-02T03:05:00.000Z"}""");
        _rig.Bus.Calls.Select(one => one.EventId).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task What_was_due_before_the_deploy_is_not_made_up_for()
    {
        _rig.Time.Pass(At("03:06") - _rig.Time.GetUtcNow());
        _rig.Deploy("f", s_everyFive);

        await _rig.LookAsync();

        _rig.Moments.Should().BeEmpty();
    }

    [Fact]
    public async Task After_a_restart_no_moment_comes_twice_and_none_is_lost()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:10"));

        await _rig.RestartAsync();
        await _rig.PassUntilAsync(At("03:16"));

        _rig.Moments.Should().Equal(At("03:05"), At("03:10"), At("03:15"));
    }

    [Fact]
    public async Task Missed_moments_are_made_up_for_by_one_tick()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:06"));

        await _rig.RestartAsync(down: TimeSpan.FromHours(2));
        await _rig.PassUntilAsync(At("05:10"));

        _rig.Moments.Should().Equal(At("03:05"), At("05:05"), At("05:10"));
    }

    [Fact]
    public async Task Missed_moments_are_skipped_where_the_schedule_says_so_but_for_one_that_is_hardly_late()
    {
        _rig.Deploy("f", s_everyFiveOrSkip);
        await _rig.PassUntilAsync(At("03:06"));

        await _rig.RestartAsync(down: TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        await _rig.PassUntilAsync(At("05:14"));
        await _rig.RestartAsync(down: TimeSpan.FromSeconds(90));
        await _rig.LookAsync();

        _rig.Moments.Should().Equal(At("03:05"), At("05:10"), At("05:15"));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nothing_due_again()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:21"));

        _rig.Time.Pass(TimeSpan.FromMinutes(-15));
        var next = await _rig.LookAsync();
        await _rig.PassUntilAsync(At("03:26"));

        next.Should().Be(At("03:25"));
        _rig.Moments.Should().Equal(At("03:05"), At("03:10"), At("03:15"), At("03:20"), At("03:25"));
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_makes_one_tick_of_what_it_jumped_over()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:06"));

        _rig.Time.Pass(TimeSpan.FromDays(1));
        await _rig.LookAsync();
        await _rig.LookAsync();

        _rig.Moments.Should().Equal(At("03:05"), At("03:05").AddDays(1));
    }

    [Fact]
    public async Task A_daily_time_comes_once_a_day_when_clocks_change()
    {
        _rig.Time.Pass(new DateTimeOffset(2026, 3, 27, 12, 0, 0, TimeSpan.Zero) - _rig.Time.GetUtcNow());
        _rig.Deploy("f", new FunctionTrigger.Schedule("30 2 * * *", "Europe/Berlin"));
        await _rig.PassUntilAsync(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        _rig.Moments.Select(Text).Should().Equal("03-28T01:30", "03-29T01:00", "03-30T00:30", "03-31T00:30");

        _rig.Deploy("f");
        await _rig.LookAsync();
        _rig.Time.Pass(new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.Zero) - _rig.Time.GetUtcNow());
        _rig.Deploy("f", new FunctionTrigger.Schedule("30 2 * * *", "Europe/Berlin"));
        await _rig.PassUntilAsync(new DateTimeOffset(2026, 10, 26, 12, 0, 0, TimeSpan.Zero));

        _rig.Moments.Skip(4).Select(Text).Should().Equal("10-25T00:30", "10-26T01:30");

        static string Text(DateTimeOffset moment) => moment.ToString("MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_new_version_goes_on_with_the_schedules_that_it_keeps_and_begins_others()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:09"));

        _rig.Deploy("f", s_everyFiveOrSkip, new FunctionTrigger.Schedule("*/2 * * * *", TimeZone: null));
        await _rig.PassUntilAsync(At("03:11"));

        _rig.Moments.Should().BeEquivalentTo([At("03:05"), At("03:10"), At("03:10")]);
    }

    [Fact]
    public async Task A_schedule_that_was_taken_away_and_comes_back_owes_nothing()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:06"));
        _rig.Deploy("f");
        await _rig.PassUntilAsync(At("04:01"));
        (await _rig.Bus.Schedules.ReadAsync(CancellationToken.None)).Should().BeEmpty();

        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("04:06"));

        _rig.Moments.Should().Equal(At("03:05"), At("04:05"));
    }

    [Fact]
    public async Task A_function_that_went_while_the_server_was_down_leaves_no_mark()
    {
        _rig.Deploy("f", s_everyFive);
        await _rig.LookAsync();
        _rig.Bus.Remove("f");

        await _rig.RestartAsync();
        await _rig.LookAsync();

        (await _rig.Bus.Schedules.ReadAsync(CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_tick_whose_schedule_goes_while_it_waits_is_cancelled()
    {
        _rig.Bus.Function = _ => BusRig.Failed();
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:05"));
        await BusRig.HoldsAsync(() => _rig.Bus.CallsOf("f") == 1, "it was tried");

        _rig.Deploy("f", s_everyFive with { Cron = "*/7 * * * *" });

        await _rig.Bus.HoldsInTimeAsync(async () => (await _rig.Bus.Store.CountWaitingAsync(CancellationToken.None)).Count == 0, "nothing waits");
        _rig.Bus.CallsOf("f").Should().Be(1);
        (await _rig.Bus.LettersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_tick_that_fails_is_tried_again_as_the_same_and_then_a_dead_letter()
    {
        _rig.Bus.Function = _ => BusRig.Failed("no luck");
        _rig.Deploy("f", s_everyFive);
        await _rig.PassUntilAsync(At("03:05"));

        await _rig.Bus.HoldsInTimeAsync(async () => (await _rig.Bus.LettersAsync()).Count == 1, "it is a dead letter");

        _rig.Bus.Calls.Select(call => call.Attempt).Should().Equal(1, 2, 3);
        _rig.Bus.Calls.Select(call => call.EventId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_thousand_schedules_of_one_moment_are_all_kept_so_many_at_once_and_no_more()
    {
        var (running, most) = (0, 0);
        _rig.Around = keep => async (functionId, tick, token) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            try
            {
                return await keep(functionId, tick, token);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        };
        await _rig.RestartAsync();
        for (var n = 0; n < 1000; n++)
        {
            _rig.Deploy($"f{n:0000}", s_everyFive);
        }

        await _rig.PassUntilAsync(At("03:05"));

        _rig.Moments.Should().HaveCount(1000).And.OnlyContain(moment => moment == At("03:05"));
        most.Should().BeInRange(2, ScheduleBoard.MostAtOnce);
        await BusRig.HoldsAsync(() => _rig.Bus.Calls.Count == 1000, "every function is called");
    }

    [Fact]
    public async Task A_tick_that_could_not_be_kept_is_tried_again_until_it_is()
    {
        var attempts = new ConcurrentQueue<DateTimeOffset>();
        _rig.Around = keep => (functionId, tick, token) =>
        {
            attempts.Enqueue(_rig.Time.GetUtcNow());
            return attempts.Count switch
            {
                1 => throw new StorageException(StorageFailure.Full, "The disk is full."),
                2 => Task.FromResult(TickEnd.Full),
                _ => keep(functionId, tick, token),
            };
        };
        await _rig.RestartAsync();
        _rig.Deploy("f", s_everyFive);

        await _rig.PassUntilAsync(At("03:06"));

        attempts.Should().Equal(At("03:05"), At("03:05").AddSeconds(5), At("03:05").AddSeconds(10));
        _rig.Moments.Should().Equal(At("03:05"));
    }

    [Fact]
    public async Task A_schedule_from_before_schedules_were_checked_is_left_alone()
    {
        _rig.Deploy("old", new FunctionTrigger.Schedule("whenever", TimeZone: null), s_everyFive);

        await _rig.PassUntilAsync(At("03:06"));

        _rig.Moments.Should().Equal(At("03:05"));
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-01-02T{time}:00Z", CultureInfo.InvariantCulture);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
