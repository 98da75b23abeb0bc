using System.Collections.Concurrent;

namespace MolnOS.Sandbox.Observability;

/// <summary>Counts calls and their durations by function since the start; recording takes no lock.</summary>
internal sealed class InvocationStatistics(TimeProvider time)
{
    private static readonly FunctionStatistics _none = new FunctionCounters().Read();

    private readonly ConcurrentDictionary<string, FunctionCounters> _functions = new(StringComparer.Ordinal);

    /// <summary>Counts one call.</summary>
    public void Record(string functionId, InvocationResultKind kind, TimeSpan duration, bool wasCold) =>
        _functions.GetOrAdd(functionId, static _ => new FunctionCounters()).Record(kind, duration, wasCold, time.GetUtcNow());

    /// <summary>What was counted for a function; zeros when it was never called.</summary>
    public FunctionStatistics Read(string functionId) => _functions.TryGetValue(functionId, out var counters) ? counters.Read() : _none;

    /// <summary>What the minutes of a function from one to another had, oldest first; those in which nothing was counted are left out.</summary>
    public IReadOnlyList<MinuteCounters> Minutes(string functionId, long from, long to) =>
        _functions.TryGetValue(functionId, out var counters) ? counters.History.Between(from, to) : [];

    /// <summary>Notes how many workers a function has now, and what memory they hold together.</summary>
    public void Observe(WorkersInUse use) =>
        _functions.GetOrAdd(use.FunctionId, static _ => new FunctionCounters()).History.At(FunctionHistory.MinuteOf(time.GetUtcNow())).Observe(use.Workers, use.MemoryBytes);

    /// <summary>Sums up the minutes that are over.</summary>
    public void SumUp()
    {
        var running = FunctionHistory.MinuteOf(time.GetUtcNow());
        foreach (var (_, counters) in _functions)
        {
            counters.History.SumUpBefore(running);
        }
    }

    /// <summary>Forgets a removed function.</summary>
    public void Remove(string functionId) => _functions.TryRemove(functionId, out _);
}
