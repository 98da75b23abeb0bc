using System.Threading.RateLimiting;

namespace MolnOS.Sandbox.Rates;

/// <summary>So many requests at once, and as many again, evenly, over each span of time.</summary>
internal sealed record RateRule(int Requests, int PerSeconds)
{
    /// <summary>A full bucket. It has no timer: it is filled up when somebody takes.</summary>
    public TokenBucketRateLimiter NewBucket() => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Requests,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds((double)PerSeconds / Requests),
        QueueLimit = 0,
        AutoReplenishment = false,
    });

    /// <summary>Takes a token. Null when there was one, else the time until there is.</summary>
    public static TimeSpan? Take(TokenBucketRateLimiter bucket)
    {
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire();
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }
}
