namespace MolnOS.Sandbox.Workers;

/// <summary>The calls that wait for a worker of one function, first come first served. Guarded by the group that owns it.</summary>
internal sealed class LeaseQueue(PoolParts parts)
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(20);

    private readonly LinkedList<Waiter> _waiters = new();
    private int _longSweeps;

    /// <summary>Calls that wait.</summary>
    public int Count => _waiters.Count;

    /// <summary>Whether the wait is long, and no mere hiccup: two sweeps in a row have found it so.</summary>
    public bool IsSlow => _longSweeps >= 2;

    /// <summary>Adds a call that waits until the queue's patience or its own deadline ends.</summary>
    public Task<Lease> Add(long deadline, CancellationToken callerLeft)
    {
        var now = parts.Time.GetTimestamp();
        var patience = now + (long)(parts.Options.QueueTimeout.TotalSeconds * parts.Time.TimestampFrequency);
        var waiter = new Waiter(now, Math.Min(deadline, patience), callerLeft);
        _waiters.AddLast(waiter);
        return waiter.Task;
    }

    /// <summary>Answers the call that has waited longest.</summary>
    public void AnswerFirst(Lease lease)
    {
        var first = _waiters.First ?? throw new InvalidOperationException("Nobody waits.");
        _waiters.Remove(first);
        first.Value.SetResult(lease);
    }

    /// <summary>Answers every call.</summary>
    public void AnswerAll(Lease lease)
    {
        foreach (var waiter in _waiters)
        {
            waiter.SetResult(lease);
        }

        _waiters.Clear();
    }

    /// <summary>Lets go of the calls whose patience has ended or whose caller has left.</summary>
    public void Sweep(long now)
    {
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            var hasLeft = node.Value.CallerLeft.IsCancellationRequested;
            if (hasLeft || now >= node.Value.ExpiresAt)
            {
                _waiters.Remove(node);
                node.Value.SetResult(new Lease(
                    hasLeft ? LeaseKind.CallerLeft : LeaseKind.QueueTimeout, RetryAfter: TimeSpan.FromSeconds(1)));
            }

            node = next;
        }

        _longSweeps = _waiters.First is { } first && parts.Time.GetElapsedTime(first.Value.Since, now) >= LongWait ? _longSweeps + 1 : 0;
    }

    private sealed class Waiter(long since, long expiresAt, CancellationToken callerLeft)
        : TaskCompletionSource<Lease>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Since => since;

        public long ExpiresAt => expiresAt;

        public CancellationToken CallerLeft => callerLeft;
    }
}
