using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Schedules;

/// <summary>A moment that a schedule has reached.</summary>
/// <param name="At">The moment.</param>
/// <param name="IsMissed">Whether it is so late that the schedule wants no tick for it.</param>
internal readonly record struct DueMoment(DateTimeOffset At, bool IsMissed);

/// <summary>Which tick follows from the time. Pure.</summary>
internal static class DueRule
{
    /// <summary>A tick that is later than this was missed.</summary>
    public static readonly TimeSpan MissedAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The one tick that is due, or null. Of several moments that have passed, the last one counts, so that a server that was down for a week
    /// does not make up for each of them. A clock that was set back makes nothing due a second time.
    /// </summary>
    /// <param name="schedule">The moments.</param>
    /// <param name="missed">What is to become of missed ones.</param>
    /// <param name="last">The last moment that is done with.</param>
    /// <param name="now">The time.</param>
    public static DueMoment? Decide(CronSchedule schedule, MissedTicks missed, DateTimeOffset last, DateTimeOffset now) =>
        schedule.Latest(last, now) is { } latest
            ? new DueMoment(latest, IsMissed: missed == MissedTicks.Skip && now - latest > MissedAfter)
            : null;
}
