namespace MolnOS.Sandbox.Observability;

/// <summary>The counters of one function. Any thread adds; a reader may see a call half counted, never wrongly.</summary>
internal sealed class FunctionCounters
{
    private readonly DurationHistogram _durations = new();
    private readonly FunctionHistory _history = new();
    private long _invocations;
    private long _errors;
    private long _timeouts;
    private long _refused;
    private long _coldStarts;
    private long _durationTicks;
    private long _lastTicks;

    /// <summary>The same by minutes.</summary>
    public FunctionHistory History => _history;

    /// <summary>Counts one call.</summary>
    public void Record(InvocationResultKind kind, TimeSpan duration, bool wasCold, DateTimeOffset now)
    {
        var microseconds = duration.Ticks / TimeSpan.TicksPerMicrosecond;
        _history.At(FunctionHistory.MinuteOf(now)).Record(kind, microseconds);
        if (kind == InvocationResultKind.Refused)
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        Interlocked.Increment(ref _invocations);
        Interlocked.Add(ref _durationTicks, duration.Ticks);
        _durations.Record(microseconds);
        // Two calls at once may leave the earlier of two moments, which are then as good as equal.
        Volatile.Write(ref _lastTicks, now.UtcTicks);
        if (kind is >= InvocationResultKind.Threw and <= InvocationResultKind.LoadFailed)
        {
            Interlocked.Increment(ref _errors);
        }
        else if (kind == InvocationResultKind.Timeout)
        {
            Interlocked.Increment(ref _timeouts);
        }

        if (wasCold)
        {
            Interlocked.Increment(ref _coldStarts);
        }
    }

    /// <summary>What was counted so far.</summary>
    public FunctionStatistics Read()
    {
        var invocations = Volatile.Read(ref _invocations);
        var last = Volatile.Read(ref _lastTicks);
        var quantiles = _durations.Quantiles(0.5, 0.95, 0.99);
        return new FunctionStatistics
        {
            Invocations = invocations,
            Errors = Volatile.Read(ref _errors),
            Timeouts = Volatile.Read(ref _timeouts),
            Refused = Volatile.Read(ref _refused),
            ColdStarts = Volatile.Read(ref _coldStarts),
            AverageMs = invocations == 0 ? 0 : TimeSpan.FromTicks(Volatile.Read(ref _durationTicks)).TotalMilliseconds / invocations,
            P50Ms = quantiles[0] / 1000,
            P95Ms = quantiles[1] / 1000,
            P99Ms = quantiles[2] / 1000,
            LastInvokedAt = last == 0 ? null : new DateTimeOffset(last, TimeSpan.Zero),
        };
    }
}
