using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every store of schedules' marks must do.</summary>
public abstract class ScheduleStoreConformance
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ScheduleKey s_hourly = new("f1", "@hourly", TimeZone: null);
    private static readonly ScheduleKey s_hourlyThere = new("f1", "@hourly", "Europe/Berlin");

    private protected abstract (IScheduleStore Schedules, IEventStore Events) Stores { get; }

    private protected abstract (IScheduleStore Schedules, IEventStore Events) Reopen();

    [Fact]
    public async Task A_mark_is_there_after_a_restart_and_a_schedule_that_has_one_does_not_begin_anew()
    {
        await KeepAsync([new(s_hourly, s_start), new(s_hourlyThere, s_start.AddHours(1))], []);
        Reopen();
        await KeepAsync([new(s_hourly, s_start.AddHours(5))], []);

        (await MarksAsync()).Should().Equal(new Dictionary<ScheduleKey, DateTimeOffset> { [s_hourly] = s_start, [s_hourlyThere] = s_start.AddHours(1) });
    }

    [Fact]
    public async Task A_schedule_that_has_ended_is_forgotten()
    {
        await KeepAsync([new(s_hourly, s_start), new(s_hourlyThere, s_start)], []);

        await KeepAsync([], [s_hourly, new ScheduleKey("f2", "@hourly", TimeZone: null)]);

        (await MarksAsync()).Keys.Should().Equal(s_hourlyThere);
    }

    [Fact]
    public async Task A_tick_moves_its_mark_on_and_is_kept_no_second_time()
    {
        await KeepAsync([new(s_hourly, s_start)], []);

        (await TickAsync(s_hourly, s_start.AddHours(1))).Should().BeOfType<EventAddition.Done>();
        Reopen();
        (await TickAsync(s_hourly, s_start.AddHours(1))).Should().BeOfType<EventAddition.Known>();
        (await TickAsync(s_hourly, s_start)).Should().BeOfType<EventAddition.Known>();
        (await TickAsync(s_hourly, s_start.AddHours(2))).Should().BeOfType<EventAddition.Done>();

        (await MarksAsync())[s_hourly].Should().Be(s_start.AddHours(2));
        (await Stores.Events.CountWaitingAsync(CancellationToken.None))["f1"].Should().Be(2);
    }

    [Fact]
    public async Task A_tick_of_many_at_once_is_kept_once()
    {
        var additions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TickAsync(s_hourly, s_start)));

        additions.OfType<EventAddition.Done>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_tick_for_which_there_is_no_room_does_not_move_its_mark()
    {
        await KeepAsync([new(s_hourly, s_start)], []);

        (await TickAsync(s_hourly, s_start.AddHours(1), mostBytes: 1)).Should().BeOfType<EventAddition.Full>();

        (await MarksAsync())[s_hourly].Should().Be(s_start);
    }

    private Task KeepAsync(ScheduleMark[] begun, ScheduleKey[] ended) => Stores.Schedules.KeepAsync(begun, ended, CancellationToken.None);

    private Task<IReadOnlyDictionary<ScheduleKey, DateTimeOffset>> MarksAsync() => Stores.Schedules.ReadAsync(CancellationToken.None);

    private Task<EventAddition> TickAsync(ScheduleKey key, DateTimeOffset at, long mostBytes = long.MaxValue) => Stores.Events.AddAsync(
        new NewEvent { Name = "@schedule", Source = "schedule", Chain = "0", EmittedAt = at, Data = "{}"u8.ToArray(), Subscribers = [key.FunctionId], Mark = new ScheduleMark(key, at) },
        mostBytes,
        _ => { },
        CancellationToken.None);
}

public sealed class SqliteScheduleStoreTests : ScheduleStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(EventsSchema.Migrations);

    private protected override (IScheduleStore Schedules, IEventStore Events) Stores => Of(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override (IScheduleStore Schedules, IEventStore Events) Reopen() => Of(_database.Reopen());

    private static (IScheduleStore Schedules, IEventStore Events) Of(SqliteDatabase database) => (new SqliteScheduleStore(database), new SqliteEventStore(database));
}
