using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.RateLimiting;

namespace MolnOS.Sandbox.Rates;

/// <summary>
/// One bucket of tokens for each caller. The framework's own partitioned limiter keeps as many as there are callers; this one keeps a bounded number. At the
/// bound the buckets that are full again are dropped, which loses nothing; when none is, further callers share a bucket, and no caller gets a second one.
/// </summary>
internal sealed class CallerRates(RateRule rule, int maxCallers)
{
    private static readonly TimeSpan s_betweenSweeps = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _buckets = new(StringComparer.Ordinal);
    private readonly TokenBucketRateLimiter _others = rule.NewBucket();
    private long _lastSweep;
    private int _count;

    /// <summary>Callers that have a bucket of their own now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Null when this request may go on, else how long to wait.</summary>
    public TimeSpan? Take(string caller) => RateRule.Take(BucketOf(caller));

    private TokenBucketRateLimiter BucketOf(string caller)
    {
        if (_buckets.TryGetValue(caller, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= maxCallers)
        {
            DropFull();
        }

        if (Interlocked.Increment(ref _count) > maxCallers)
        {
            Interlocked.Decrement(ref _count);
            return _others;
        }

        var bucket = rule.NewBucket();
        if (_buckets.TryAdd(caller, bucket))
        {
            return bucket;
        }

        Interlocked.Decrement(ref _count);
        bucket.Dispose();
        return _buckets.TryGetValue(caller, out known) ? known : _others;
    }

    /// <summary>A sweep looks at every bucket: callers that come by the thousand shall not have one each.</summary>
    private void DropFull()
    {
        var last = Volatile.Read(ref _lastSweep);
        var now = Stopwatch.GetTimestamp();
        if ((last != 0 && Stopwatch.GetElapsedTime(last, now) < s_betweenSweeps) || Interlocked.CompareExchange(ref _lastSweep, now, last) != last)
        {
            return;
        }

        foreach (var (caller, bucket) in _buckets)
        {
            bucket.TryReplenish();
            // Whoever holds it at this moment still takes from it: one token more than was due, once.
            if (bucket.IdleDuration is not null && _buckets.TryRemove(new(caller, bucket)))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
