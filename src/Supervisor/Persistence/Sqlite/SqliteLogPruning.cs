namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Decides which lines go when the log is over a cap, a small step at a time, so that writing never waits long.</summary>
internal static class SqliteLogPruning
{
    /// <summary>Lines removed at once.</summary>
    public const int Step = 500;

    /// <summary>What a line costs beside its text: its other columns, and its places in the indexes.</summary>
    private const int BytesBesideText = 256;

    private const string Returning = " RETURNING service, length(message) + coalesce(length(fields), 0)";

    /// <summary>Removes lines that are too old, else of a service with too many, else of those that use too much; true when it removed any.</summary>
    public static bool PruneStep(SqliteSession session, LogCaps caps)
    {
        var tooOld = session.Query(
            "DELETE FROM line WHERE id IN (SELECT id FROM line WHERE at < $oldest ORDER BY at LIMIT $step)" + Returning,
            row => (row.GetString(0), row.GetInt64(1)), ("$step", Step), ("$oldest", caps.Oldest.UtcTicks));
        if (tooOld.Count > 0)
        {
            Account(session, tooOld);
            return true;
        }

        var tooMany = session.Query(
            "SELECT service, lines - $cap FROM usage WHERE lines > $cap LIMIT 1",
            row => (Service: row.GetString(0), Excess: row.GetInt64(1)), ("$cap", caps.LinesPerService));
        if (tooMany.Count > 0)
        {
            return RemoveOldest(session, tooMany[0].Service, (int)Math.Min(Step, tooMany[0].Excess)) > 0;
        }

        // The greatest user pays, so that one function's flood cannot push the others' lines out. What is posted pays for itself first:
        // its services are as many as somebody likes.
        var greatest = IsOverPosted(session, caps) ? Greatest(session, "WHERE is_posted = 1")
            : SqliteFileSize.UsedBytes(session) > caps.TotalBytes ? Greatest(session, "")
            : null;
        return greatest is not null && RemoveOldest(session, greatest, Step) > 0;
    }

    /// <summary>Removes a service's oldest lines; how many.</summary>
    public static int RemoveOldest(SqliteSession session, string service, int count)
    {
        var removed = session.Query(
            "DELETE FROM line WHERE id IN (SELECT id FROM line WHERE service = $service ORDER BY id LIMIT $count)" + Returning,
            row => (row.GetString(0), row.GetInt64(1)), ("$service", service), ("$count", count));
        Account(session, removed);
        return removed.Count;
    }

    private static bool IsOverPosted(SqliteSession session, LogCaps caps) =>
        session.Number("SELECT sum(bytes + lines * $beside) FROM usage WHERE is_posted = 1", ("$beside", BytesBesideText)) > caps.PostedBytes;

    private static string? Greatest(SqliteSession session, string where) =>
        session.Query($"SELECT service FROM usage {where} ORDER BY bytes DESC LIMIT 1", row => row.GetString(0)).FirstOrDefault();

    private static void Account(SqliteSession session, List<(string Service, long Bytes)> removed)
    {
        foreach (var lines in removed.GroupBy(line => line.Service, StringComparer.Ordinal))
        {
            session.Execute(
                "UPDATE usage SET lines = lines - $lines, bytes = bytes - $bytes WHERE service = $service",
                ("$service", lines.Key), ("$lines", lines.Count()), ("$bytes", lines.Sum(line => line.Bytes)));
            session.Execute("DELETE FROM usage WHERE service = $service AND lines <= 0", ("$service", lines.Key));
        }
    }
}
