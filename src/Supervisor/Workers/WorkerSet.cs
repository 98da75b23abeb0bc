namespace MolnOS.Sandbox.Workers;

/// <summary>The workers of one group. Guarded by the group that owns it.</summary>
internal sealed class WorkerSet(int concurrency)
{
    private readonly List<Worker> _workers = [];

    /// <summary>How many there are.</summary>
    public int Count => _workers.Count;

    /// <summary>How many take calls; the others finish what they have.</summary>
    public int ServingCount
    {
        get
        {
            var count = 0;
            foreach (var worker in _workers)
            {
                count += worker.IsServing ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Whether one of them leaves calls unbegun.</summary>
    public bool HasStalled
    {
        get
        {
            foreach (var worker in _workers)
            {
                if (worker is { IsServing: true, IsStalled: true })
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(Worker worker) => _workers.Add(worker);

    /// <summary>Takes one out; false when it was not in.</summary>
    public bool Remove(Worker worker) => _workers.Remove(worker);

    /// <summary>All of them, as they are now.</summary>
    public Worker[] Snapshot() => [.. _workers];

    /// <summary>The one to give the next call to: not stalled before stalled, then the least loaded. Null when all are full.</summary>
    public Worker? LeastLoaded()
    {
        Worker? best = null;
        foreach (var worker in _workers)
        {
            var hasRoom = worker.IsServing && worker.Load < concurrency;
            if (hasRoom && (best is null || (worker.IsStalled, worker.Load).CompareTo((best.IsStalled, best.Load)) < 0))
            {
                best = worker;
            }
        }

        return best;
    }

    /// <summary>Those idle since before a timestamp, longest first, so many that <paramref name="keep"/> stay.</summary>
    public IReadOnlyList<Worker> Idle(long since, int keep) => _workers.Count <= keep
        ? []
        : [.. _workers.Where(worker => worker.Load == 0 && worker.IdleSince <= since)
            .OrderBy(worker => worker.IdleSince).Take(_workers.Count - keep)];
}
