using System.Numerics;

namespace MolnOS.Sandbox.Observability;

/// <summary>
/// Counts durations in buckets whose width grows with the value: 32 for each doubling, so that a quantile is off by at most 1.6 %.
/// Recording takes no lock, and no memory once a doubling has been seen.
/// </summary>
internal sealed class DurationHistogram
{
    private const int SubBucketBits = 5;
    private const int SubBuckets = 1 << SubBucketBits;

    /// <summary>Values up to 2^40 microseconds, twelve days, far over any limit.</summary>
    private const int Doublings = 41 - SubBucketBits;
    private const long Longest = (1L << 40) - 1;

    private readonly long[]?[] _counts = new long[Doublings][];

    /// <summary>Counts a duration of so many microseconds.</summary>
    public void Record(long microseconds)
    {
        var (doubling, sub) = Place(Math.Clamp(microseconds, 0, Longest));
        var counts = Volatile.Read(ref _counts[doubling]) ?? Grow(doubling);
        Interlocked.Increment(ref counts[sub]);
    }

    /// <summary>For each quantile from 0 to 1, in rising order, the value in microseconds that so much of what was counted does not exceed; 0 when nothing was.</summary>
    public double[] Quantiles(params ReadOnlySpan<double> quantiles)
    {
        var counts = _counts.Select(doubling => doubling?.ToArray()).ToArray();
        var total = counts.Sum(doubling => doubling?.Sum() ?? 0);
        var values = new double[quantiles.Length];
        if (total == 0)
        {
            return values;
        }

        var next = 0;
        var seen = 0L;
        for (var doubling = 0; doubling < Doublings; doubling++)
        {
            for (var sub = 0; counts[doubling] is { } subs && sub < SubBuckets; sub++)
            {
                seen += subs[sub];
                while (next < values.Length && seen > 0 && seen >= Math.Ceiling(quantiles[next] * total))
                {
                    values[next++] = Middle(doubling, sub);
                }
            }
        }

        return values;
    }

    /// <summary>Values below 32 have a bucket each; above, the leading bit names the doubling and the five bits after it the bucket.</summary>
    private static (int Doubling, int Sub) Place(long value)
    {
        if (value < SubBuckets)
        {
            return (0, (int)value);
        }

        var leading = BitOperations.Log2((ulong)value);
        return (leading - SubBucketBits + 1, (int)(value >> (leading - SubBucketBits)) - SubBuckets);
    }

    private static double Middle(int doubling, int sub)
    {
        if (doubling == 0)
        {
            return sub;
        }

        var width = 1L << (doubling - 1);
        return ((SubBuckets + sub) * width) + ((width - 1) / 2.0);
    }

    private long[] Grow(int doubling)
    {
        var counts = new long[SubBuckets];
        return Interlocked.CompareExchange(ref _counts[doubling], counts, null) ?? counts;
    }
}
