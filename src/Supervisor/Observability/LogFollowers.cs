using System.Collections.Concurrent;

namespace MolnOS.Sandbox.Observability;

/// <summary>A line and its place in the log.</summary>
internal sealed record LoggedLine(long Id, LogLine Line);

/// <summary>Who follows which function's log.</summary>
internal sealed class LogFollowers
{
    private readonly ConcurrentDictionary<LogFollower, byte> _all = [];
    private readonly CancellationToken _stopping;

    /// <summary>Following ends when the server begins to stop, or the open answers would hold it up.</summary>
    public LogFollowers(CancellationToken stopping)
    {
        _stopping = stopping;
        stopping.Register(Complete);
    }

    /// <summary>Begins to collect matching lines.</summary>
    public LogFollower Add(FunctionLogQuery query)
    {
        var follower = new LogFollower(query);
        _all.TryAdd(follower, 0);
        if (_stopping.IsCancellationRequested)
        {
            follower.Complete();
        }

        return follower;
    }

    /// <summary>Ends it.</summary>
    public void Remove(LogFollower follower) => _all.TryRemove(follower, out _);

    /// <summary>Offers lines to whoever wants them; never waits.</summary>
    public void Publish(IReadOnlyList<LoggedLine> lines)
    {
        foreach (var (follower, _) in _all)
        {
            foreach (var line in lines)
            {
                follower.Offer(line);
            }
        }
    }

    private void Complete()
    {
        foreach (var (follower, _) in _all)
        {
            follower.Complete();
        }
    }
}
