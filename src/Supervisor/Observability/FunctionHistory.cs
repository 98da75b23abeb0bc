namespace MolnOS.Sandbox.Observability;

/// <summary>
/// The last hour of one function, minute by minute: a ring in which a minute takes the place of the one an hour before it. A minute in which
/// nothing happened takes no memory.
/// </summary>
internal sealed class FunctionHistory
{
    /// <summary>How many minutes are kept, the running one included.</summary>
    public const int Length = 60;

    private readonly MinuteCounters?[] _minutes = new MinuteCounters?[Length];

    /// <summary>The number of the minute that a moment lies in.</summary>
    public static long MinuteOf(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMinute;

    /// <summary>When a minute begins.</summary>
    public static DateTimeOffset BeginningOf(long minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    /// <summary>Where a minute is counted. After a clock that was set back it is the later minute that stands there already.</summary>
    public MinuteCounters At(long minute)
    {
        ref var place = ref _minutes[minute % Length];
        var found = Volatile.Read(ref place);
        if (found is not null && found.Minute >= minute)
        {
            return found;
        }

        var fresh = new MinuteCounters(minute);
        var before = Interlocked.CompareExchange(ref place, fresh, found);
        return ReferenceEquals(before, found) ? fresh : before!;
    }

    /// <summary>The minutes from one to another, both included, in which something was counted, oldest first.</summary>
    public IReadOnlyList<MinuteCounters> Between(long from, long to) =>
        [.. _minutes.OfType<MinuteCounters>().Where(minute => minute.Minute >= from && minute.Minute <= to).OrderBy(minute => minute.Minute)];

    /// <summary>Sums up what is over, so that it takes little memory.</summary>
    public void SumUpBefore(long minute)
    {
        foreach (var counters in _minutes)
        {
            if (counters?.Minute < minute)
            {
                counters.SumUp();
            }
        }
    }
}
