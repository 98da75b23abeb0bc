using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MolnOS.Sandbox.Workers;

/// <summary>Lends workers: one group for each function that has been called or is to be kept warm.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly ConcurrentDictionary<string, FunctionWorkers> _groups = new(StringComparer.Ordinal);

    /// <summary>Groups that serve no more but still finish calls, whose limits hold as well.</summary>
    private readonly ConcurrentDictionary<FunctionWorkers, bool> _leaving = new();
    private readonly BlankWorkers _blanks;
    private readonly WorkerLoader _loader;
    private readonly WorkerParts _parts;
    private readonly PoolParts _poolParts;
    private readonly PoolMetrics _metrics;
    private volatile bool _isStopping;

    public WorkerPool(BlankWorkers blanks, ProgramReader readProgram, WorkerParts parts)
    {
        _blanks = blanks;
        _parts = parts;
        _loader = new WorkerLoader(blanks, readProgram, parts);
        _metrics = new PoolMetrics(CountByState, () => _groups.Values.Sum(group => group.QueueLength));
        _poolParts = new PoolParts(parts.Options, parts.Time, () => _isStopping, TryMakeRoom, OnDeath);
    }

    /// <summary>Whether a call finds a worker without a process start.</summary>
    public bool IsWarm => _blanks.ReadyCount > 0 || _parts.Options.Warm == 0 || !_groups.IsEmpty;

    /// <summary>Starts the warm workers.</summary>
    public void Start() => _blanks.Start();

    /// <summary>Reserves a slot in a worker that serves exactly this version. Never throws.</summary>
    /// <param name="assignment">What the worker must serve.</param>
    /// <param name="deadline">Timestamp at which waiting ends.</param>
    /// <param name="callerLeft">Fires when nobody waits any more.</param>
    public ValueTask<Lease> LeaseAsync(Assignment assignment, long deadline, CancellationToken callerLeft)
    {
        if (!_groups.TryGetValue(assignment.FunctionId, out var group) || group.Assignment.Version < assignment.Version)
        {
            group = GroupFor(assignment);
        }

        return group.Assignment.Version == assignment.Version
            ? group.LeaseAsync(deadline, callerLeft)
            : ValueTask.FromResult(new Lease(LeaseKind.Stale));
    }

    /// <summary>Loads a program in a blank worker, so that a deploy can say yes and its first call find a warm worker.</summary>
    public Task<LoadVerdict> TryLoadAsync(Assignment candidate, AssignedProgram program, CancellationToken cancellationToken) =>
        _loader.LoadAsync(candidate, program, cancellationToken);

    /// <summary>A version serves from now on; the workers of the earlier one finish what they have. Call it before the change is confirmed.</summary>
    public void Publish(Assignment assignment, PreparedWorker? prepared)
    {
        var group = GroupFor(assignment);
        if (group.Assignment.Version == assignment.Version && prepared?.Take() is { } worker)
        {
            group.Adopt(worker);
            // It came without asking for room: another idle one goes, or this one.
            TryMakeRoom();
        }

        prepared?.Dispose();
        group.KeepMinimum();
    }

    /// <summary>A function is gone: calls in flight end, waiting ones look it up again and find nothing.</summary>
    public void Remove(string functionId)
    {
        if (_groups.TryRemove(functionId, out var group))
        {
            Retire(group);
        }
    }

    /// <summary>Workers of a function now.</summary>
    public int CountWorkers(string functionId) => _groups.TryGetValue(functionId, out var group) ? group.Snapshot().Length : 0;

    /// <summary>What the workers of each function use now; the server's own programs are left out.</summary>
    /// <param name="describe">Given what they serve, how many they are, and the memory that they hold together.</param>
    public IReadOnlyList<T> ReadUse<T>(Func<Assignment, int, long, T> describe) =>
        [.. from pair in _groups
            where !pair.Value.Assignment.IsSystem
            let workers = pair.Value.Snapshot()
            where workers.Length > 0
            select describe(pair.Value.Assignment, workers.Length, workers.Sum(worker => worker.Resources.MemoryBytes))];

    /// <summary>Acts on time limits; every few milliseconds, by one thread.</summary>
    public void Sweep()
    {
        var now = _parts.Time.GetTimestamp();
        foreach (var group in AllGroups())
        {
            group.Sweep(now);
        }
    }

    /// <summary>Lets idle workers go, watches what workers use, and keeps code caches of workers that have served.</summary>
    public void Tidy()
    {
        var idleSince = _parts.Time.GetTimestamp() - (long)(_parts.Options.IdleTimeout.TotalSeconds * _parts.Time.TimestampFrequency);
        foreach (var (id, group) in _groups)
        {
            foreach (var worker in group.Idle(idleSince))
            {
                group.TryReap(worker);
            }

            foreach (var worker in group.Snapshot())
            {
                worker.Resources.Check(group.TryReap);
                if (worker is { HasServed: true, OpenCallCount: 0 })
                {
                    _ = _loader.KeepCodeCacheAsync(worker);
                }
            }

            if (group.IsEmpty && _groups.TryRemove(new KeyValuePair<string, FunctionWorkers>(id, group)))
            {
                // A call may have found the group meanwhile: it is sent back to look again.
                group.Retire();
            }

            group.KeepMinimum();
        }

        foreach (var (group, _) in _leaving)
        {
            if (group.WorkerCount == 0)
            {
                _leaving.TryRemove(group, out _);
            }
        }
    }

    /// <summary>Ends every call in flight and every call that waits, because the grace of a stop has passed.</summary>
    public void EndCalls()
    {
        _isStopping = true;
        foreach (var group in AllGroups())
        {
            var workers = group.Snapshot();
            group.Retire(LeaseKind.Stopping);
            foreach (var worker in workers)
            {
                worker.Kill(DeathReason.Stopping);
            }
        }
    }

    /// <summary>Ends every worker. For the end of the program, when no request is left.</summary>
    public async Task StopAsync()
    {
        _blanks.Stop();
        var workers = AllGroups().SelectMany(group => group.Snapshot()).ToArray();
        EndCalls();
        await Task.WhenAll(workers.Select(worker => worker.Death)).ConfigureAwait(false);
    }

    public void Dispose() => _metrics.Dispose();

    private FunctionWorkers GroupFor(Assignment assignment)
    {
        FunctionWorkers? earlier = null;
        var group = _groups.AddOrUpdate(
            assignment.FunctionId,
            _ => new FunctionWorkers(assignment, _loader, _poolParts),
            (_, present) =>
            {
                earlier = present.Assignment.Version < assignment.Version ? present : null;
                return earlier is null ? present : new FunctionWorkers(assignment, _loader, _poolParts);
            });
        if (earlier is not null)
        {
            Retire(earlier);
        }

        return group;
    }

    private void Retire(FunctionWorkers group)
    {
        _leaving[group] = true;
        group.Retire();
    }

    private IEnumerable<FunctionWorkers> AllGroups() => _groups.Select(pair => pair.Value).Concat(_leaving.Select(pair => pair.Key));

    /// <summary>Whether the cap holds with the worker that is about to start; an idle one makes room where it can.</summary>
    private bool TryMakeRoom()
    {
        var groups = _groups.Values.Where(group => !group.Assignment.IsSystem).ToArray();
        if (groups.Sum(group => group.WorkerCount) <= _parts.Options.Max)
        {
            return true;
        }

        var now = _parts.Time.GetTimestamp();
        return groups
            .SelectMany(group => group.Idle(now).Select(worker => (group, worker)))
            .OrderBy(pair => pair.worker.IdleSince)
            .Any(pair => pair.group.TryReap(pair.worker));
    }

    private void OnDeath(Assignment assignment, WorkerDeath death)
    {
        _metrics.Died(death.Reason);
        if (death.Reason is not (DeathReason.Retired or DeathReason.Stopping))
        {
            // What it printed last stands in the log already.
            _parts.Log(new WorkerLogLine(assignment.FunctionId, "error", $"The worker ended: {death.Description}."));
        }
    }

    private IEnumerable<Measurement<int>> CountByState()
    {
        var workers = AllGroups().SelectMany(group => group.Snapshot()).ToArray();
        var busy = workers.Count(worker => worker.OpenCallCount > 0);
        yield return new Measurement<int>(_blanks.ReadyCount, new KeyValuePair<string, object?>("state", "blank"));
        yield return new Measurement<int>(_blanks.StartingCount, new KeyValuePair<string, object?>("state", "starting"));
        yield return new Measurement<int>(busy, new KeyValuePair<string, object?>("state", "busy"));
        yield return new Measurement<int>(workers.Length - busy, new KeyValuePair<string, object?>("state", "idle"));
    }
}
