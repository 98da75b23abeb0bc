using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Schedules;

/// <summary>A schedule in force, and how far it has come.</summary>
internal sealed class BoardEntry
{
    private readonly CronSchedule _schedule;
    private DateTimeOffset _last;

    public BoardEntry(ScheduleKey key, CronSchedule schedule, DateTimeOffset last)
    {
        (Key, _schedule, _last) = (key, schedule, last);
        NextAt = schedule.Next(last);
    }

    public ScheduleKey Key { get; }

    /// <summary>What is to become of missed ticks.</summary>
    public MissedTicks Missed { get; set; }

    /// <summary>When to look at it again; null for never.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>The tick that is due, or null.</summary>
    public DueMoment? DueAt(DateTimeOffset now) => DueRule.Decide(_schedule, Missed, _last, now);

    /// <summary>A moment is done with.</summary>
    public void Pass(DateTimeOffset moment) => (_last, NextAt) = (moment, _schedule.Next(moment));

    /// <summary>Its tick could not be kept: it stays due, and is tried again then.</summary>
    public void Postpone(DateTimeOffset until) => NextAt = until;

    /// <summary>Nothing is due although it seemed so, as when the clock was set back.</summary>
    public void Await() => NextAt = _schedule.Next(_last);
}
