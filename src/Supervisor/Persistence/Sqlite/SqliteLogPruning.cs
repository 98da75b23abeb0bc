namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Decides which lines go when the log is over a cap, a small step at a time, so that writing never waits long.</summary>
internal static class SqliteLogPruning
{
    /// <summary>Lines removed at once.</summary>
    public const int Step = 500;

    private const string Returning = " RETURNING function_id, length(message) + coalesce(length(fields), 0)";

    /// <summary>Removes lines that are too old, else of a function with too many, else of the one that uses the most; true when it removed any.</summary>
    public static bool PruneStep(SqliteSession session, LogCaps caps)
    {
        var tooOld = session.Query(
            "DELETE FROM line WHERE id IN (SELECT id FROM line ORDER BY id LIMIT $step) AND at < $oldest" + Returning,
            row => (row.GetString(0), row.GetInt64(1)), ("$step", Step), ("$oldest", caps.Oldest.UtcTicks));
        if (tooOld.Count > 0)
        {
            Account(session, tooOld);
            return true;
        }

        var tooMany = session.Query(
            "SELECT function_id, lines - $cap FROM usage WHERE lines > $cap LIMIT 1",
            row => (Id: row.GetString(0), Excess: row.GetInt64(1)), ("$cap", caps.LinesPerFunction));
        if (tooMany.Count > 0)
        {
            return RemoveOldest(session, tooMany[0].Id, (int)Math.Min(Step, tooMany[0].Excess)) > 0;
        }

        if (SqliteFileSize.UsedBytes(session) <= caps.TotalBytes)
        {
            return false;
        }

        // The greatest user pays, so that one function's flood cannot push the others' lines out.
        var greatest = session.Query("SELECT function_id FROM usage ORDER BY bytes DESC LIMIT 1", row => row.GetString(0));
        return greatest.Count > 0 && RemoveOldest(session, greatest[0], Step) > 0;
    }

    /// <summary>Removes a function's oldest lines; how many.</summary>
    public static int RemoveOldest(SqliteSession session, string functionId, int count)
    {
        var removed = session.Query(
            "DELETE FROM line WHERE id IN (SELECT id FROM line WHERE function_id = $function ORDER BY id LIMIT $count)" + Returning,
            row => (row.GetString(0), row.GetInt64(1)), ("$function", functionId), ("$count", count));
        Account(session, removed);
        return removed.Count;
    }

    private static void Account(SqliteSession session, List<(string FunctionId, long Bytes)> removed)
    {
        foreach (var lines in removed.GroupBy(line => line.FunctionId, StringComparer.Ordinal))
        {
            session.Execute(
                "UPDATE usage SET lines = lines - $lines, bytes = bytes - $bytes WHERE function_id = $function",
                ("$function", lines.Key), ("$lines", lines.Count()), ("$bytes", lines.Sum(line => line.Bytes)));
            session.Execute("DELETE FROM usage WHERE function_id = $function AND lines <= 0", ("$function", lines.Key));
        }
    }
}
