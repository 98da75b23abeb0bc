using System.Globalization;
using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Workers;

/// <summary>Watches what one worker uses, and ends it when that is more than it may. Used by one thread.</summary>
internal sealed class ResourceWatch(Worker worker, WorkerProcess process, WorkerParts parts)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly IdleBudget _budget = new();
    private long _idleSince;
    private long? _lookedAt;
    private TimeSpan _used;

    /// <summary>Memory that it holds now; by any thread.</summary>
    public long MemoryBytes => process.Group?.MemoryBytes ?? process.ResidentBytes();

    /// <summary>Looks; a few times a second.</summary>
    /// <param name="tryReap">Lets the worker go if no call has come to it meanwhile.</param>
    public void Check(Func<Worker, bool> tryReap)
    {
        if (worker.Assignment is not { } assignment)
        {
            return;
        }

        if (IsOverMemory(assignment.Limits.MemoryMb))
        {
            worker.Kill(DeathReason.Memory);
        }
        else if (BurntWhileIdle(worker.OpenCallCount, worker.IdleSince) is { } burnt && tryReap(worker))
        {
            parts.Log(new WorkerLogLine(
                assignment.FunctionId,
                "warn",
                string.Create(CultureInfo.InvariantCulture, $"The worker had no call, yet used {burnt.TotalSeconds:0.0} s of processor time; it was ended. Await what you start, or give it to waitUntil.")));
        }
    }

    /// <summary>Whether it holds more memory than it may. Where it has a group, the kernel sees to that.</summary>
    private bool IsOverMemory(int memoryMb) =>
        process.Group is null && process.ResidentBytes() > (memoryMb + parts.Options.BaseMemoryMb) * 1024L * 1024L;

    /// <summary>
    /// The processor time that it has used since its last call, when that is too much; else null. A loop that an answer left behind takes
    /// from others what nobody asked for.
    /// </summary>
    private TimeSpan? BurntWhileIdle(int openCalls, long idleSince)
    {
        var hasHadCalls = openCalls > 0 || idleSince != _idleSince;
        _idleSince = idleSince;
        if (hasHadCalls)
        {
            _lookedAt = null;
            return null;
        }

        var now = parts.Time.GetTimestamp();
        if ((_lookedAt is { } recent && parts.Time.GetElapsedTime(recent, now) < Window) || process.CpuTime is not { } used)
        {
            return null;
        }

        var (from, before) = (_lookedAt, _used);
        (_lookedAt, _used) = (now, used);
        if (from is not { } start)
        {
            _budget.Renew();
            return null;
        }

        return _budget.IsOverdrawnBy(used - before, parts.Time.GetElapsedTime(start, now)) ? _budget.Used : null;
    }
}
