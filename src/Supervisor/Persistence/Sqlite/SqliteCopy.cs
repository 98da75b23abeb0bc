using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>What is asked of the copy of a database that no server has open.</summary>
internal static class SqliteCopy
{
    private const int RowsAtOnce = 1000;

    /// <summary>What is wrong with a file; null when it is whole and of this schema.</summary>
    public static string? FaultOf(string file, long schema)
    {
        try
        {
            using var session = SqliteSession.Open(file);
            var check = session.Query("PRAGMA quick_check(1)", row => row.GetString(0));
            var found = session.Number("PRAGMA user_version") ?? 0;
            return check is not ["ok"] ? check.FirstOrDefault() ?? "it has no content"
                : found != schema ? $"its schema is {found}, and {schema} was announced"
                : null;
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    /// <summary>Every content that an object in a copy of <c>storage.db</c> has.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public static IEnumerable<StoredContent> ContentsIn(string file)
    {
        using var session = SqliteSession.Open(file);
        for (var last = ""; ;)
        {
            var page = Page(session, file, last);
            foreach (var content in page)
            {
                yield return content;
            }

            if (page.Count < RowsAtOnce)
            {
                yield break;
            }

            last = page[^1].Id;
        }
    }

    private static List<StoredContent> Page(SqliteSession session, string file, string last)
    {
        try
        {
            return session.Query(
                "SELECT content, size FROM object WHERE content > $last ORDER BY content LIMIT $most",
                row => new StoredContent(row.GetString(0), row.GetInt64(1)),
                ("$last", last), ("$most", RowsAtOnce));
        }
        catch (SqliteException e)
        {
            throw SqliteFailures.Wrap(e, file);
        }
    }
}
