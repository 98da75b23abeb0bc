using System.Globalization;
using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Workers;

/// <summary>Watches what one worker uses, and ends it when that is more than it may. Used by one thread.</summary>
internal sealed class ResourceWatch(Worker worker, WorkerProcess process, WorkerParts parts)
{
    /// <summary>Share of one processor above which a worker without a call is not idle.</summary>
    private const double MaxIdleShare = 0.25;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _idleSince;
    private long? _windowStart;
    private TimeSpan _used;

    /// <summary>Looks; a few times a second.</summary>
    public void Check()
    {
        if (worker.Assignment is not { } assignment)
        {
            return;
        }

        if (IsOverMemory(assignment.Limits.MemoryMb))
        {
            worker.Kill(DeathReason.Memory);
        }
        else if (BurntWhileIdle(worker.OpenCallCount, worker.IdleSince) is { } share)
        {
            parts.Log(new WorkerLogLine(
                assignment.FunctionId,
                "warn",
                string.Create(CultureInfo.InvariantCulture, $"The worker had no call, yet used {share * 100:0} % of a processor for a second; it was ended. Await what you start, or give it to waitUntil.")));
            worker.Kill(DeathReason.Retired);
        }
    }

    /// <summary>Whether it holds more memory than it may. Where it has a group, the kernel sees to that.</summary>
    private bool IsOverMemory(int memoryMb) =>
        process.Group is null && process.ResidentBytes() > (memoryMb + parts.Options.BaseMemoryMb) * 1024L * 1024L;

    /// <summary>
    /// The share of a processor that it used over the last second, all of it without a call, when that is too much; else null. A loop
    /// that an answer left behind takes from others what nobody asked for.
    /// </summary>
    private double? BurntWhileIdle(int openCalls, long idleSince)
    {
        var hasHadCalls = openCalls > 0 || idleSince != _idleSince;
        _idleSince = idleSince;
        if (hasHadCalls)
        {
            _windowStart = null;
            return null;
        }

        var now = parts.Time.GetTimestamp();
        if (_windowStart is { } recent && parts.Time.GetElapsedTime(recent, now) < Window)
        {
            return null;
        }

        if (process.CpuTime is not { } used)
        {
            return null;
        }

        double? share = _windowStart is { } start ? (used - _used) / parts.Time.GetElapsedTime(start, now) : null;
        (_windowStart, _used) = (now, used);
        return share > MaxIdleShare ? share : null;
    }
}
