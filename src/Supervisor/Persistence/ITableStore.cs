namespace MolnOS.Sandbox.Persistence;

/// <summary>
/// Keeps tables of items: a key and a JSON value it does not look into. Keys are ordered by Unicode code point, which is the order of their UTF-8 bytes.
/// An item whose moment of expiry has come is never seen, counted or matched again.
/// </summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface ITableStore
{
    /// <summary>All tables, by name.</summary>
    Task<IReadOnlyList<TableSummary>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One table, or null.</summary>
    Task<TableSummary?> FindTableAsync(string table, CancellationToken cancellationToken);

    /// <summary>Makes an empty table; false when it is there.</summary>
    Task<bool> CreateTableAsync(string table, CancellationToken cancellationToken);

    /// <summary>Removes a table with all its items at once; false when there is none.</summary>
    Task<bool> DeleteTableAsync(string table, CancellationToken cancellationToken);

    /// <summary>One item, or null.</summary>
    Task<StoredItem?> FindAsync(string table, string key, CancellationToken cancellationToken);

    /// <summary>Items of a table in order; none when there is no such table.</summary>
    Task<ItemPage> ReadPageAsync(string table, ItemRange range, CancellationToken cancellationToken);

    /// <summary>Does all changes or none. For each: true for a write; for a removal, whether the item was there.</summary>
    Task<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<ItemChange> changes, CancellationToken cancellationToken);

    /// <summary>Replaces a value if nobody wrote the item since it had this version; its expiry stays.</summary>
    /// <param name="write">The item as it shall be.</param>
    /// <param name="ifVersion">The version it must have; 0 when it must not be there yet.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<ItemUpdate> UpdateAsync(ItemChange.Write write, long ifVersion, CancellationToken cancellationToken);

    /// <summary>Frees the room of one step's worth of what has expired or gone with its table; true when there may be more.</summary>
    Task<bool> SweepStepAsync(CancellationToken cancellationToken);
}

/// <summary>A table in the list of tables.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">How many items it has.</param>
/// <param name="Bytes">What their keys and values take.</param>
internal sealed record TableSummary(string Name, long Items, long Bytes);

/// <summary>An item as it was read.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, as JSON.</param>
/// <param name="Version">A number that no other write of the whole store was ever given.</param>
internal sealed record StoredItem(string Key, ReadOnlyMemory<byte> Value, long Version);

/// <summary>Which items to read; what is null does not narrow.</summary>
internal sealed record ItemRange
{
    /// <summary>Keys that begin so.</summary>
    public string? Prefix { get; init; }

    /// <summary>This key and those after it.</summary>
    public string? From { get; init; }

    /// <summary>Keys before this one.</summary>
    public string? To { get; init; }

    /// <summary>The last key of the page before this one: go on behind it.</summary>
    public string? Behind { get; init; }

    /// <summary>From the last key to the first.</summary>
    public bool IsReversed { get; init; }

    /// <summary>At most so many items.</summary>
    public required int MostItems { get; init; }

    /// <summary>At most so many bytes of keys and values, but at least one item.</summary>
    public required long MostBytes { get; init; }
}

/// <summary>A page of items.</summary>
/// <param name="Items">The items in order.</param>
/// <param name="HasMore">Whether the range goes on behind the last of them.</param>
internal sealed record ItemPage(IReadOnlyList<StoredItem> Items, bool HasMore);

/// <summary>A change of one item.</summary>
internal abstract record ItemChange(string Table, string Key)
{
    /// <summary>Stores a value, whatever was there; makes the table.</summary>
    /// <param name="Table">Its table.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="Value">The value, as JSON.</param>
    /// <param name="Lifetime">After how long it expires; null for never.</param>
    public sealed record Write(string Table, string Key, ReadOnlyMemory<byte> Value, TimeSpan? Lifetime = null) : ItemChange(Table, Key);

    /// <summary>Removes an item.</summary>
    public sealed record Delete(string Table, string Key) : ItemChange(Table, Key);
}

/// <summary>How a conditional update ended.</summary>
internal abstract record ItemUpdate
{
    private ItemUpdate()
    {
    }

    /// <summary>It was made.</summary>
    public sealed record Done(long Version) : ItemUpdate;

    /// <summary>There is no such item.</summary>
    public sealed record Missing : ItemUpdate;

    /// <summary>The item has another version, which somebody else wrote.</summary>
    public sealed record Changed(long Version) : ItemUpdate;
}
