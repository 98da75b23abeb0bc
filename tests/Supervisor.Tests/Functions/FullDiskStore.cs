using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>A store that can run out of room: it is read as before, and takes nothing more.</summary>
internal sealed class FullDiskStore(IFunctionStore inner) : IFunctionStore
{
    public bool IsFull { get; set; }

    public Task<IReadOnlyList<StoredVersion>> LoadCurrentAsync(CancellationToken cancellationToken) => inner.LoadCurrentAsync(cancellationToken);

    public Task<bool> AddVersionAsync(StoredVersion version, string code, int keep, CancellationToken cancellationToken) =>
        IsFull ? throw new StorageException(StorageFailure.Full, "full") : inner.AddVersionAsync(version, code, keep, cancellationToken);

    public Task<bool> RemoveAsync(string functionId, CancellationToken cancellationToken) => inner.RemoveAsync(functionId, cancellationToken);

    public Task<StoredVersion?> ReadVersionAsync(string functionId, int version, CancellationToken cancellationToken) =>
        inner.ReadVersionAsync(functionId, version, cancellationToken);

    public Task<string?> ReadCodeAsync(string codeHash, CancellationToken cancellationToken) => inner.ReadCodeAsync(codeHash, cancellationToken);

    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(string functionId, CancellationToken cancellationToken) =>
        inner.ListVersionsAsync(functionId, cancellationToken);
}
