namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps service accounts; never their keys, only hashes of them.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IServiceAccountStore
{
    /// <summary>All accounts, oldest first.</summary>
    Task<IReadOnlyList<StoredServiceAccount>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One account, or null.</summary>
    Task<StoredServiceAccount?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds an account; false when the id is taken.</summary>
    Task<bool> AddAsync(StoredServiceAccount account, CancellationToken cancellationToken);

    /// <summary>Removes an account; false when there is none.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Replaces the hash of an account's key, so that the old key is worth nothing; false when there is no such account.</summary>
    Task<bool> ReplaceKeyHashAsync(string id, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);
}

/// <summary>A service account as it is stored.</summary>
internal sealed record StoredServiceAccount
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Role ids.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>SHA-256 of the account's key.</summary>
    public required ReadOnlyMemory<byte> KeyHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
