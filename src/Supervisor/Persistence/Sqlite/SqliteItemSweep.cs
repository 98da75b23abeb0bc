namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Removes what nobody can see any more from <c>tables.db</c>, a small step at a time, so that no write waits long.</summary>
internal static class SqliteItemSweep
{
    /// <summary>Items removed at once.</summary>
    public const int MostItems = 200;

    /// <summary>Whether there is anything to remove; a look that troubles no writer.</summary>
    public static bool HasWork(SqliteSession session, long now) =>
        session.Number("SELECT EXISTS (SELECT 1 FROM item WHERE expires_at <= $now) OR EXISTS (SELECT 1 FROM dropped_table)", ("$now", now)) == 1;

    /// <summary>Removes one step's worth; true when there may be more.</summary>
    public static bool Step(SqliteSession session, long now)
    {
        var expired = session.Query(
            "SELECT table_id, key FROM item INDEXED BY item_by_expiry WHERE expires_at <= $now LIMIT $most",
            row => (TableId: row.GetInt64(0), Key: row.GetFieldValue<byte[]>(1)),
            ("$now", now), ("$most", MostItems));
        foreach (var (tableId, key) in expired)
        {
            // One by one: with a subquery, SQLite would walk through the whole tables.
            session.Execute("DELETE FROM item WHERE table_id = $table AND key = $key", ("$table", tableId), ("$key", key));
        }

        return expired.Count == MostItems || SweepDropped(session);
    }

    private static bool SweepDropped(SqliteSession session)
    {
        if (session.Number("SELECT id FROM dropped_table LIMIT 1") is not { } id)
        {
            return false;
        }

        var removed = session.Execute(
            "DELETE FROM item WHERE table_id = $id AND key IN (SELECT key FROM item WHERE table_id = $id LIMIT $most)", ("$id", id), ("$most", MostItems));
        if (removed < MostItems)
        {
            session.Execute("DELETE FROM dropped_table WHERE id = $id", ("$id", id));
        }

        return true;
    }
}
