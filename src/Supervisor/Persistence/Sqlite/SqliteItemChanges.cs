using System.Text;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Changes items of <c>tables.db</c>, on the writer's connection.</summary>
internal static class SqliteItemChanges
{
    /// <summary>Does one change; what <see cref="ITableStore.ChangeAsync"/> says of it.</summary>
    public static bool Apply(SqliteSession session, ItemChange change, long now)
    {
        if (change is not ItemChange.Write write)
        {
            return Delete(session, change, now);
        }

        Write(session, write, write.Lifetime is { } lifetime ? now + lifetime.Ticks : null);
        return true;
    }

    /// <summary>See <see cref="ITableStore.UpdateAsync"/>.</summary>
    public static ItemUpdate Update(SqliteSession session, ItemChange.Write write, long ifVersion, long now)
    {
        var found = session.Query(
            "SELECT i.version, i.expires_at FROM data_table t JOIN item i ON i.table_id = t.id "
            + "WHERE t.name = $table AND i.key = $key AND (i.expires_at IS NULL OR i.expires_at > $now)",
            row => (Version: row.GetInt64(0), ExpiresAt: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
            ("$table", write.Table), ("$key", Bytes(write.Key)), ("$now", now));
        if (found.Count == 0)
        {
            return ifVersion == 0 ? new ItemUpdate.Done(Write(session, write, expiresAt: null)) : new ItemUpdate.Missing();
        }

        return found[0].Version == ifVersion
            ? new ItemUpdate.Done(Write(session, write, found[0].ExpiresAt))
            : new ItemUpdate.Changed(found[0].Version);
    }

    private static long Write(SqliteSession session, ItemChange.Write write, long? expiresAt)
    {
        // One count for all tables: a version never comes back, not even after an item or its table was made anew.
        var version = session.Query("UPDATE last_version SET number = number + 1 RETURNING number", row => row.GetInt64(0))[0];
        session.Execute(
            "INSERT INTO item (table_id, key, version, expires_at, value) VALUES ($table, $key, $version, $expires, $value) "
            + "ON CONFLICT (table_id, key) DO UPDATE SET version = excluded.version, expires_at = excluded.expires_at, value = excluded.value",
            ("$table", TableId(session, write.Table)), ("$key", Bytes(write.Key)), ("$version", version), ("$expires", expiresAt), ("$value", write.Value.ToArray()));
        return version;
    }

    private static bool Delete(SqliteSession session, ItemChange change, long now) =>
        session.Query(
            "DELETE FROM item WHERE table_id = (SELECT id FROM data_table WHERE name = $table) AND key = $key RETURNING coalesce(expires_at > $now, 1)",
            row => row.GetBoolean(0),
            ("$table", change.Table), ("$key", Bytes(change.Key)), ("$now", now)).Any(wasSeen => wasSeen);

    private static long TableId(SqliteSession session, string table) =>
        session.Number("SELECT id FROM data_table WHERE name = $table", ("$table", table))
        ?? session.Query("INSERT INTO data_table (name) VALUES ($table) RETURNING id", row => row.GetInt64(0), ("$table", table))[0];

    private static byte[] Bytes(string key) => Encoding.UTF8.GetBytes(key);
}
