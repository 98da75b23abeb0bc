using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>An audit log in memory, whose disk fails when a test says so.</summary>
internal sealed class MemoryAudit : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly List<AuditRow> _rows = [];

    /// <summary>Whether nothing can be written.</summary>
    public bool IsBroken { get; set; }

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

    public Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new StorageException(StorageFailure.Full, "The disk under /srv/secret/audit.db is full.");
        }

        lock (_lock)
        {
            _rows.AddRange(rows.Select((row, index) => row with { Id = _rows.Count + index + 1 }));
        }

        return Task.CompletedTask;
    }

    public Task<AuditPage> ReadAsync(AuditRowQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new AuditPage([.. Rows.Reverse().Take(query.Limit)], Next: null));

    public Task<bool> PruneStepAsync(AuditCaps caps, CancellationToken cancellationToken) => Task.FromResult(false);
}
