namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps the roles that people made. Permissions are text it does not look into.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IRoleStore
{
    /// <summary>All roles, in order of their ids.</summary>
    Task<IReadOnlyList<StoredRole>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a role; false when the id is taken.</summary>
    Task<bool> AddAsync(StoredRole role, CancellationToken cancellationToken);

    /// <summary>Puts a role in the place of the one with its id; false when there is none.</summary>
    Task<bool> ReplaceAsync(StoredRole role, CancellationToken cancellationToken);

    /// <summary>Removes a role; false when there is none.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A role as it is stored.</summary>
internal sealed record StoredRole
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Written forms of its permissions.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
