using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>What follows from an attempt. Pure.</summary>
internal static class RetryRule
{
    /// <summary>Longest error that is kept, in characters.</summary>
    public const int LongestError = 4096;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    /// <param name="verdict">How the attempt ended.</param>
    /// <param name="failedBefore">Attempts that failed before it.</param>
    /// <param name="now">The moment of its end.</param>
    /// <param name="luck">From 0 to 1, drawn anew each time.</param>
    /// <param name="options">How often, and after which waits.</param>
    public static DeliveryStep Decide(DeliveryVerdict verdict, int failedBefore, DateTimeOffset now, double luck, EventOptions options) => verdict switch
    {
        DeliveryVerdict.Taken => new DeliveryStep.Record(new DeliveryEnd.Delivered()),
        DeliveryVerdict.Unwanted => new DeliveryStep.Record(new DeliveryEnd.Cancelled()),
        DeliveryVerdict.Hopeless hopeless => new DeliveryStep.Record(new DeliveryEnd.Dead(failedBefore + 1, Cut(hopeless.Error), now)),
        DeliveryVerdict.Failed failed when failedBefore + 1 >= options.MaxAttempts =>
            new DeliveryStep.Record(new DeliveryEnd.Dead(failedBefore + 1, Cut(failed.Error), now)),
        DeliveryVerdict.Failed failed => new DeliveryStep.Record(
            new DeliveryEnd.Failed(failedBefore + 1, Cut(failed.Error), now + (LongestWait(failedBefore + 1, options) * luck))),
        DeliveryVerdict.Unplaced unplaced => new DeliveryStep.Postpone(
            TimeSpan.FromTicks(Math.Clamp(unplaced.RetryAfter.Ticks, ShortestPause.Ticks, LongestPause.Ticks))),
        DeliveryVerdict.Stopping => new DeliveryStep.Leave(),
    };

    /// <summary>The longest wait after so many failed attempts: doubled each time, up to the bound.</summary>
    public static TimeSpan LongestWait(int failed, EventOptions options)
    {
        var wait = options.RetryBaseDelay.Ticks * Math.Pow(2, failed - 1);
        return wait >= options.RetryMaxDelay.Ticks ? options.RetryMaxDelay : TimeSpan.FromTicks((long)wait);
    }

    private static string Cut(string error) => error.Length <= LongestError ? error : error[..LongestError] + "…";
}

/// <summary>What is to be done about a delivery after an attempt.</summary>
internal abstract record DeliveryStep
{
    private DeliveryStep()
    {
    }

    /// <summary>Write it down.</summary>
    public sealed record Record(DeliveryEnd End) : DeliveryStep;

    /// <summary>Try again after a pause; nothing is written down.</summary>
    public sealed record Postpone(TimeSpan Pause) : DeliveryStep;

    /// <summary>Leave it for the next start.</summary>
    public sealed record Leave : DeliveryStep;
}
