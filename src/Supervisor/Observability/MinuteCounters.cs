using System.Runtime.CompilerServices;

namespace MolnOS.Sandbox.Observability;

/// <summary>
/// What happened to one function in one minute. Any thread adds. Once the minute is over its durations are summed up to three numbers; a call
/// that is counted after that is counted without its duration.
/// </summary>
internal sealed class MinuteCounters(long minute)
{
    private CountsByKind _counts;
    private DurationHistogram? _durations;
    private Percentiles? _sum;

    /// <summary>Which minute, counted from the beginning of time.</summary>
    public long Minute => minute;

    /// <summary>The most workers that were seen at once; null when nobody looked.</summary>
    public int? Workers { get; private set; }

    /// <summary>The most memory that they held together.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Calls that ran, however they ended.</summary>
    public int Invocations => Count(InvocationResultKind.Ok) + Failures + Count(InvocationResultKind.Abandoned);

    /// <summary>Those that failed, by their time limit too.</summary>
    public int Failures
    {
        get
        {
            var failures = 0;
            for (var kind = InvocationResultKind.Threw; kind <= InvocationResultKind.Timeout; kind++)
            {
                failures += Count(kind);
            }

            return failures;
        }
    }

    /// <summary>Calls that ended so.</summary>
    public int Count(InvocationResultKind kind) => Volatile.Read(ref _counts[(int)kind]);

    /// <summary>Counts one call.</summary>
    public void Record(InvocationResultKind kind, long microseconds)
    {
        Interlocked.Increment(ref _counts[(int)kind]);
        if (kind != InvocationResultKind.Refused && Volatile.Read(ref _sum) is null)
        {
            (Volatile.Read(ref _durations) ?? Begin()).Record(microseconds);
        }
    }

    /// <summary>Notes workers that were seen; by one thread.</summary>
    public void Observe(int workers, long memoryBytes)
    {
        Workers = Math.Max(Workers ?? 0, workers);
        MemoryBytes = Math.Max(MemoryBytes, memoryBytes);
    }

    /// <summary>How long the calls took so far; null when none ran.</summary>
    public Percentiles? Durations() => Volatile.Read(ref _sum) is { } sum ? sum.OrNothing() : Percentiles.Of(Volatile.Read(ref _durations)).OrNothing();

    /// <summary>Lets the single durations go.</summary>
    public void SumUp()
    {
        if (Volatile.Read(ref _sum) is null)
        {
            Volatile.Write(ref _sum, Percentiles.Of(_durations));
            Volatile.Write(ref _durations, null);
        }
    }

    private DurationHistogram Begin()
    {
        var fresh = new DurationHistogram();
        return Interlocked.CompareExchange(ref _durations, fresh, null) ?? fresh;
    }
}

/// <summary>A number for each <see cref="InvocationResultKind"/>, within the object that has it: there are sixty of those for each function.</summary>
[InlineArray((int)InvocationResultKind.Abandoned + 1)]
internal struct CountsByKind
{
    private int _first;
}

/// <summary>What so many of a hundred calls did not exceed, in microseconds.</summary>
internal sealed record Percentiles(double P50, double P95, double P99)
{
    private static readonly Percentiles s_nothing = new(0, 0, 0);

    /// <summary>Of what was counted; of nothing, zeros.</summary>
    public static Percentiles Of(DurationHistogram? durations) =>
        durations?.Quantiles(0.5, 0.95, 0.99) is [var p50, var p95, var p99] ? new(p50, p95, p99) : s_nothing;

    /// <summary>Itself, or null where nothing was counted.</summary>
    public Percentiles? OrNothing() => ReferenceEquals(this, s_nothing) ? null : this;
}
