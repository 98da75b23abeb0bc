namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Decides which records go when the audit log is over a cap, a small step at a time, so that no act waits long to be written.</summary>
internal static class SqliteAuditPruning
{
    private const int Step = 500;

    /// <summary>Removes records that are too old, else the oldest of whoever takes the most room; true when it removed any.</summary>
    public static bool PruneStep(SqliteSession session, AuditCaps caps)
    {
        var tooOld = session.Execute(
            "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE at < $oldest ORDER BY at LIMIT $step)", ("$oldest", caps.Oldest.UtcTicks), ("$step", Step));
        if (tooOld > 0)
        {
            return true;
        }

        if (SqliteFileSize.UsedBytes(session) <= caps.TotalBytes)
        {
            return false;
        }

        // The greatest user pays, so that a flood of one pushes nobody else's records out, and denials push no acts out.
        var greatest = session.Query("SELECT payer FROM usage ORDER BY bytes DESC LIMIT 1", row => row.GetString(0));
        return greatest.Count > 0 && session.Execute(
            "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE payer = $payer ORDER BY id LIMIT $step)", ("$payer", greatest[0]), ("$step", Step)) > 0;
    }
}
