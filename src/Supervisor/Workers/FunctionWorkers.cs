namespace MolnOS.Sandbox.Workers;

/// <summary>
/// The workers of one version of one function, and the calls that wait for them. Least loaded first; one more worker when one is
/// stalled or all are full for longer than a moment; a bounded queue before them.
/// </summary>
internal sealed class FunctionWorkers(Assignment assignment, WorkerLoader loader, PoolParts parts)
{
    private static readonly TimeSpan RoomRetry = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly WorkerSet _workers = new(assignment.Limits.Concurrency);
    private readonly LeaseQueue _queue = new(parts);
    private readonly CrashBackoff _backoff = new(parts.Time);
    private int _starting;
    private bool _isRetired;

    /// <summary>What they serve.</summary>
    public Assignment Assignment => assignment;

    /// <summary>Workers, those on their way included.</summary>
    public int WorkerCount => Read(() => _workers.Count + _starting);

    private int Minimum => Math.Min(assignment.Limits.MinWorkers, MaxWorkers);

    private int MaxWorkers => assignment.Limits.MaxWorkers ?? Environment.ProcessorCount;

    /// <summary>Reserves a slot, at once or after waiting. Never throws.</summary>
    public ValueTask<Lease> LeaseAsync(long deadline, CancellationToken callerLeft)
    {
        Task<Lease> waiter;
        lock (_gate)
        {
            if (_isRetired)
            {
                return ValueTask.FromResult(new Lease(LeaseKind.Stale));
            }

            var best = _queue.Count == 0 ? _workers.LeastLoaded() : null;
            if (best is { IsStalled: false } || (best is not null && !CanGrow()))
            {
                best.Load++;
                return ValueTask.FromResult(new Lease(LeaseKind.Granted, best));
            }

            if (Refusal() is { } refusal)
            {
                return ValueTask.FromResult(refusal);
            }

            if (_queue.Count >= parts.Options.QueueLimit)
            {
                return ValueTask.FromResult(new Lease(LeaseKind.QueueFull, RetryAfter: TimeSpan.FromSeconds(1)));
            }

            waiter = _queue.Add(deadline, callerLeft);
            Grow();
        }

        return new ValueTask<Lease>(waiter);
    }

    /// <summary>Takes in a worker that has loaded this version already.</summary>
    public void Adopt(Worker worker)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                worker.Kill(DeathReason.Retired);
                return;
            }

            Join(worker);
            Attend();
        }
    }

    /// <summary>Starts what <c>minWorkers</c> asks for and the caps allow.</summary>
    public void KeepMinimum()
    {
        lock (_gate)
        {
            while (!_isRetired && _workers.ServingCount + _starting < Minimum && _backoff.Remaining() == TimeSpan.Zero)
            {
                StartOne();
            }
        }
    }

    /// <summary>Serves no more: waiting calls look their function up again, workers finish what they have and go.</summary>
    public void Retire(LeaseKind answer = LeaseKind.Stale)
    {
        Worker[] workers;
        lock (_gate)
        {
            _isRetired = true;
            workers = _workers.Snapshot();
            _queue.AnswerAll(new Lease(answer));
        }

        foreach (var worker in workers)
        {
            worker.Retire();
        }
    }

    /// <summary>Acts on limits that have passed, in calls and in the queue.</summary>
    public void Sweep(long now)
    {
        foreach (var worker in Snapshot())
        {
            if (worker.OpenCallCount > 0)
            {
                worker.Sweep(now);
            }
        }

        lock (_gate)
        {
            _queue.Sweep(now);
            Attend();
        }
    }

    /// <summary>The workers that are idle since before a timestamp and may go, beyond those to keep.</summary>
    public IReadOnlyList<Worker> Idle(long since) => Read(() => _workers.Idle(since, Minimum));

    /// <summary>Takes an idle worker out; false when a call has come to it meanwhile.</summary>
    public bool TryReap(Worker worker)
    {
        lock (_gate)
        {
            if (worker.Load > 0 || !_workers.Remove(worker))
            {
                return false;
            }
        }

        worker.Retire();
        return true;
    }

    /// <summary>Workers as they are now.</summary>
    public Worker[] Snapshot() => Read(_workers.Snapshot);

    /// <summary>Calls that wait.</summary>
    public int QueueLength => Read(() => _queue.Count);

    /// <summary>Whether nothing of it is left to keep.</summary>
    public bool IsEmpty => Read(() => _workers.Count == 0 && _starting == 0 && _queue.Count == 0 && _backoff.IsCalm);

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private bool CanGrow() => _workers.ServingCount + _starting < MaxWorkers && _backoff.Remaining() == TimeSpan.Zero;

    /// <summary>Why there is no hope of a worker now, or null.</summary>
    private Lease? Refusal()
    {
        if (parts.IsStopping())
        {
            return new Lease(LeaseKind.Stopping);
        }

        var pause = _backoff.Remaining();
        return pause > TimeSpan.Zero && _workers.ServingCount == 0 && _starting == 0
            ? new Lease(LeaseKind.BackingOff, RetryAfter: pause)
            : null;
    }

    /// <summary>Starts another worker when those on their way cannot take all that wait.</summary>
    private void Grow()
    {
        if (CanGrow() && GrowthRule.IsDue(_workers.ServingCount, assignment.Limits.Concurrency, _workers.HasStalled, _queue.IsSlow)
            && _queue.Count > _starting * assignment.Limits.Concurrency)
        {
            StartOne();
        }
    }

    private void StartOne()
    {
        _starting++;
        _ = StartAsync();
    }

    private async Task StartAsync()
    {
        // Whoever starts a worker holds the gate.
        await Task.Yield();
        bool hasRoom;
        while (!(hasRoom = assignment.IsSystem || parts.TryMakeRoom()) && QueueLength > 0)
        {
            // Whoever waits does so within the queue's patience.
            await Task.Delay(RoomRetry, parts.Time).ConfigureAwait(false);
        }

        // Nobody waits for a worker that is only to be kept: it is tried again by and by.
        var (worker, refusal) = hasRoom ? await loader.StartAsync(assignment).ConfigureAwait(false) : (null, null);
        lock (_gate)
        {
            _starting--;
            if (worker is not null && !_isRetired)
            {
                Join(worker);
                Attend(isCold: true);
            }
            else if (refusal is { } why && !_isRetired)
            {
                if (why.Kind == LeaseKind.LoadFailed)
                {
                    _backoff.Failed();
                }

                if (_workers.ServingCount == 0 && _starting == 0)
                {
                    _queue.AnswerAll(why);
                }
            }
        }

        if (_isRetired)
        {
            worker?.Kill(DeathReason.Retired);
        }
    }

    private void Join(Worker worker)
    {
        worker.IdleSince = parts.Time.GetTimestamp();
        worker.SlotFreed = OnSlotFreed;
        _workers.Add(worker);
        _ = WatchAsync(worker);
    }

    private void OnSlotFreed(Worker worker)
    {
        lock (_gate)
        {
            worker.Load--;
            if (worker.HasServed)
            {
                _backoff.Succeeded();
            }

            if (worker.Load == 0)
            {
                worker.IdleSince = parts.Time.GetTimestamp();
            }

            Attend();
        }
    }

    private async Task WatchAsync(Worker worker)
    {
        var death = await worker.Death.ConfigureAwait(false);
        parts.OnDeath(assignment, death);
        lock (_gate)
        {
            _workers.Remove(worker);
            if (death.IsCrash)
            {
                _backoff.Failed();
            }

            Attend();
        }

        KeepMinimum();
    }

    /// <summary>Sees to those who wait: free slots first come first served, then another worker, or a refusal when there is no hope.</summary>
    private void Attend(bool isCold = false)
    {
        while (_queue.Count > 0 && _workers.LeastLoaded() is { } worker)
        {
            worker.Load++;
            _queue.AnswerFirst(new Lease(LeaseKind.Granted, worker, isCold));
        }

        if (_queue.Count > 0)
        {
            if (Refusal() is { } refusal)
            {
                _queue.AnswerAll(refusal);
            }
            else
            {
                Grow();
            }
        }
    }
}
