using System.Text;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="ITableStore"/> in <c>tables.db</c>.</summary>
internal sealed class SqliteTableStore(SqliteDatabase database, TimeProvider time) : ITableStore
{
    // The counts of a table hold what has expired until the sweep. Left to itself, SQLite would look for that in every item there is.
    private const string Summaries =
        "SELECT t.name, t.items - coalesce(e.items, 0), t.bytes - coalesce(e.bytes, 0) FROM data_table t LEFT JOIN "
        + "(SELECT table_id, count(*) AS items, sum(length(key) + length(value)) AS bytes "
        + "FROM item INDEXED BY item_by_expiry WHERE expires_at <= $now GROUP BY table_id) e "
        + "ON e.table_id = t.id ";

    private const string Items =
        "SELECT i.key, i.version, i.value FROM data_table t JOIN item i ON i.table_id = t.id "
        + "WHERE t.name = $table AND (i.expires_at IS NULL OR i.expires_at > $now) ";

    private const string ItemsOfSpan = Items + "AND i.key >= $low AND i.key < $high ";

    private long Now => time.GetUtcNow().UtcTicks;

    public Task<IReadOnlyList<TableSummary>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TableSummary>>(session => session.Query(Summaries + "ORDER BY t.name", ReadSummary, ("$now", Now)), cancellationToken);

    public Task<TableSummary?> FindTableAsync(string table, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Query(Summaries + "WHERE t.name = $table", ReadSummary, ("$now", Now), ("$table", table)).FirstOrDefault(), cancellationToken);

    public Task<bool> CreateTableAsync(string table, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute("INSERT INTO data_table (name) VALUES ($table) ON CONFLICT (name) DO NOTHING", ("$table", table)) > 0, cancellationToken);

    public Task<bool> DeleteTableAsync(string table, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                // Its items cannot be reached any more; the sweep removes them in its own time. Ids never come back.
                session.Execute("INSERT INTO dropped_table (id) SELECT id FROM data_table WHERE name = $table", ("$table", table));
                return session.Execute("DELETE FROM data_table WHERE name = $table", ("$table", table)) > 0;
            },
            cancellationToken);

    public Task<StoredItem?> FindAsync(string table, string key, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return database.ReadAsync(
            session => session.Query(Items + "AND i.key = $key", ReadItem, ("$table", table), ("$now", Now), ("$key", bytes)).FirstOrDefault(), cancellationToken);
    }

    public Task<ItemPage> ReadPageAsync(string table, ItemRange range, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadPage(session, table, range), cancellationToken);

    public Task<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<ItemChange> changes, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<bool>>(session => [.. changes.Select(change => SqliteItemChanges.Apply(session, change, Now))], cancellationToken);

    public Task<ItemUpdate> UpdateAsync(ItemChange.Write write, long ifVersion, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteItemChanges.Update(session, write, ifVersion, Now), cancellationToken);

    public async Task<bool> SweepStepAsync(CancellationToken cancellationToken)
    {
        var hasWork = await database.ReadAsync(session => SqliteItemSweep.HasWork(session, Now), cancellationToken);
        return hasWork && await database.WriteAsync(session => SqliteItemSweep.Step(session, Now), cancellationToken);
    }

    private ItemPage ReadPage(SqliteSession session, string table, ItemRange range)
    {
        var span = KeySpan.Of(range);
        var (count, bytes, hasMore) = (0, 0L, false);
        var items = session.QueryUntilNull(
            ItemsOfSpan + (range.IsReversed ? "ORDER BY i.key DESC" : "ORDER BY i.key"),
            row =>
            {
                var item = ReadItem(row);
                bytes += row.GetFieldValue<byte[]>(0).Length + item.Value.Length;
                hasMore = count == range.MostItems || (count > 0 && bytes > range.MostBytes);
                count++;
                return hasMore ? null : item;
            },
            ("$table", table), ("$now", Now), ("$low", span.Low), ("$high", span.High));
        return new ItemPage(items, hasMore);
    }

    private static TableSummary ReadSummary(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2));

    private static StoredItem ReadItem(SqliteDataReader row) =>
        new(Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(2), row.GetInt64(1));
}
