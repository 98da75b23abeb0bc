namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>How much of a file is in use.</summary>
internal static class SqliteFileSize
{
    /// <summary>What the file uses, free pages aside: SQLite fills those before it grows.</summary>
    public static long UsedBytes(SqliteSession session) =>
        ((session.Number("PRAGMA page_count") ?? 0) - (session.Number("PRAGMA freelist_count") ?? 0)) * (session.Number("PRAGMA page_size") ?? 0);
}
