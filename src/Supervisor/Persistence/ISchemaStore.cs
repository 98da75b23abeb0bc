namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps schemas, each a row of versions that never change. Their text is bytes it does not look into.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface ISchemaStore
{
    /// <summary>Adds the next version of a schema, the first when there is none, within bounds.</summary>
    Task<SchemaAddition> AddVersionAsync(NewSchemaVersion version, SchemaBounds bounds, CancellationToken cancellationToken);

    /// <summary>The newest version of each schema in order of names, without their texts.</summary>
    /// <param name="after">Only those behind this name; null for all.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<SchemaSummary>> ListAsync(string? after, int most, CancellationToken cancellationToken);

    /// <summary>The versions of a schema, newest first; empty when there is no such schema.</summary>
    Task<IReadOnlyList<SchemaSummary>> ListVersionsAsync(string name, CancellationToken cancellationToken);

    /// <summary>A version, the newest when none is named, without its text; null when there is none.</summary>
    Task<SchemaSummary?> FindAsync(string name, int? version, CancellationToken cancellationToken);

    /// <summary>A version, the newest when none is named, with its text; null when there is none.</summary>
    Task<StoredSchema?> ReadAsync(string name, int? version, CancellationToken cancellationToken);

    /// <summary>Removes a schema with all its versions; false when there is none.</summary>
    Task<bool> RemoveAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A version to be added.</summary>
internal sealed record NewSchemaVersion
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Hash of the text.</summary>
    public required string Key { get; init; }

    /// <summary>The schema as JSON.</summary>
    public required ReadOnlyMemory<byte> Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Id of whoever posted it.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>A version without its text.</summary>
internal sealed record SchemaSummary(string Name, int Version, string Description, string Key, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>A version with its text.</summary>
internal sealed record StoredSchema(SchemaSummary Summary, ReadOnlyMemory<byte> Text);

/// <summary>How much may be kept.</summary>
/// <param name="Schemas">Names at most.</param>
/// <param name="Versions">Versions of one name at most.</param>
/// <param name="Bytes">All texts together at most.</param>
internal sealed record SchemaBounds(int Schemas, int Versions, long Bytes);

/// <summary>What came of adding a version.</summary>
internal abstract record SchemaAddition
{
    private SchemaAddition()
    {
    }

    /// <summary>It is on disk.</summary>
    public sealed record Added(int Version) : SchemaAddition;

    /// <summary>There are as many names as there may be.</summary>
    public sealed record TooManySchemas : SchemaAddition;

    /// <summary>The name has as many versions as it may have.</summary>
    public sealed record TooManyVersions : SchemaAddition;

    /// <summary>All texts together would be too long.</summary>
    public sealed record TooManyBytes : SchemaAddition;
}
