using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

/// <summary>A store whose disk fails while a test wants it to.</summary>
internal sealed class FailingLogStore(ILogStore inner) : ILogStore
{
    public bool IsFailing { get; set; }

    private ILogStore Inner => IsFailing ? throw new StorageException(StorageFailure.Full, "The disk is full.") : inner;

    public Task<long> ReadLastIdAsync(CancellationToken cancellationToken) => Inner.ReadLastIdAsync(cancellationToken);

    public Task AppendAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken) => Inner.AppendAsync(rows, cancellationToken);

    public Task<IReadOnlyList<LogRow>> ReadAsync(LogRowQuery query, CancellationToken cancellationToken) => Inner.ReadAsync(query, cancellationToken);

    public Task<LogPage> SearchAsync(LogSearch search, CancellationToken cancellationToken) => Inner.SearchAsync(search, cancellationToken);

    public Task<IReadOnlyList<string>> ListPostedServicesAsync(int limit, CancellationToken cancellationToken) =>
        Inner.ListPostedServicesAsync(limit, cancellationToken);

    public Task<bool> RemoveServiceStepAsync(string service, CancellationToken cancellationToken) => Inner.RemoveServiceStepAsync(service, cancellationToken);

    public Task<bool> PruneStepAsync(LogCaps caps, CancellationToken cancellationToken) => Inner.PruneStepAsync(caps, cancellationToken);
}
