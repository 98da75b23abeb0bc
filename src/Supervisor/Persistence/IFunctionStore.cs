namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps functions and their versions. Definitions and environments are text it does not look into.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IFunctionStore
{
    /// <summary>The current version of every function, in no order.</summary>
    Task<IReadOnlyList<StoredVersion>> LoadCurrentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a version current: the first of a new function, or the successor of the one in force. Drops versions past the newest
    /// <paramref name="keep"/>. False, and nothing is changed, when it does not follow the one in force or its name is another's.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="code">Its source text; kept once, however many versions share it.</param>
    /// <param name="keep">Versions of this function that stay; at least one.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<bool> AddVersionAsync(StoredVersion version, string code, int keep, CancellationToken cancellationToken);

    /// <summary>Removes a function with all its versions; false when there is none.</summary>
    Task<bool> RemoveAsync(string functionId, CancellationToken cancellationToken);

    /// <summary>One version, or null.</summary>
    Task<StoredVersion?> ReadVersionAsync(string functionId, int version, CancellationToken cancellationToken);

    /// <summary>The source text with this hash, or null.</summary>
    Task<string?> ReadCodeAsync(string codeHash, CancellationToken cancellationToken);

    /// <summary>The kept versions of a function, newest first; empty when there is no such function.</summary>
    Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(string functionId, CancellationToken cancellationToken);
}

/// <summary>One immutable version of a function as it is stored.</summary>
internal sealed record StoredVersion
{
    public required string FunctionId { get; init; }

    /// <summary>The function's name in this version; unique among the current versions.</summary>
    public required string Name { get; init; }

    /// <summary>1, 2, 3, ...</summary>
    public required int Version { get; init; }

    /// <summary>The definition, as JSON.</summary>
    public required string DefinitionJson { get; init; }

    /// <summary>The environment, as JSON, its secrets encrypted.</summary>
    public required string EnvJson { get; init; }

    /// <summary>SHA-256 of the source text in lower-case hexadecimal digits.</summary>
    public required string CodeHash { get; init; }

    /// <summary>When the function was first deployed.</summary>
    public required DateTimeOffset FunctionCreatedAt { get; init; }

    /// <summary>When this version was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Id of the identity that made it.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>A line in the list of a function's versions.</summary>
internal sealed record VersionSummary(int Version, DateTimeOffset CreatedAt, string CreatedBy, bool IsCurrent);
