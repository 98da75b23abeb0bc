using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>An audit log in memory, whose disk fails when a test says so.</summary>
internal sealed class MemoryAudit : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly List<AuditRow> _rows = [];

    /// <summary>Whether nothing can be written.</summary>
    public bool IsBroken { get; set; }

    /// <summary>What the disk waits for before it has written anything.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    /// <summary>The caps of each step that removed records; the third finds nothing more.</summary>
    public List<AuditCaps> Pruned { get; } = [];

    /// <summary>How often something was to be written.</summary>
    public int Tries { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<AuditRow> Rows
    {
        get
        {
            lock (_lock)
            {
                return [.. _rows];
            }
        }
    }

    public async Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        Tries++;
        await Ready;
        if (IsBroken)
        {
            throw new StorageException(StorageFailure.Full, "The disk under /srv/secret/audit.db is full.");
        }

        lock (_lock)
        {
            _rows.AddRange(rows.Select((row, index) => row with { Id = _rows.Count + index + 1 }));
        }
    }

    public Task<AuditPage> ReadAsync(AuditRowQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new AuditPage([.. Rows.Reverse().Take(query.Limit)], Next: null));

    public Task<bool> PruneStepAsync(AuditCaps caps, CancellationToken cancellationToken)
    {
        Pruned.Add(caps);
        return Task.FromResult(Pruned.Count < 3);
    }
}
