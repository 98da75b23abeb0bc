namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Removes from <c>events.db</c> what is too old or too much, a small step at a time, so that no emit waits long.</summary>
internal static class SqliteEventSweep
{
    /// <summary>Events or dead letters removed at once.</summary>
    public const int Most = 200;

    private const string Finished = "waiting = 0 AND dead = 0";

    /// <summary>Whether there is anything to remove; a look that troubles no writer.</summary>
    public static bool HasWork(SqliteSession session, EventCaps caps) => session.Number(
        $"SELECT EXISTS (SELECT 1 FROM event WHERE {Finished} AND emitted_at < $finished) "
        + "OR EXISTS (SELECT 1 FROM dead_letter WHERE failed_at < $dead) "
        + "OR EXISTS (SELECT 1 FROM event_total WHERE dead_letters > $letters) "
        + $"OR EXISTS (SELECT 1 FROM event_total WHERE events > $events AND EXISTS (SELECT 1 FROM event WHERE {Finished}))",
        ("$finished", caps.OldestFinished.UtcTicks), ("$dead", caps.OldestDeadLetter.UtcTicks), ("$letters", caps.MostDeadLetters), ("$events", caps.MostEvents)) == 1;

    /// <summary>Removes one step's worth; true when there may be more.</summary>
    public static bool Step(SqliteSession session, EventCaps caps)
    {
        var letters = RemoveLetters(session, caps.OldestDeadLetter.UtcTicks, Most);
        letters += RemoveLetters(session, long.MaxValue, Excess(session, "dead_letters", caps.MostDeadLetters));
        var events = RemoveFinished(session, Most, caps.OldestFinished.UtcTicks);
        events += RemoveFinished(session, Excess(session, "events", caps.MostEvents));
        return letters >= Most || events >= Most;
    }

    /// <summary>Removes the oldest events of which nothing is left to do; how many.</summary>
    public static int RemoveFinished(SqliteSession session, int most, long before = long.MaxValue)
    {
        var numbers = session.Query(
            $"SELECT id FROM event WHERE {Finished} AND emitted_at < $before ORDER BY emitted_at LIMIT $most",
            row => row.GetInt64(0), ("$before", before), ("$most", most));
        foreach (var number in numbers)
        {
            session.Execute("DELETE FROM event_data WHERE event_id = $id", ("$id", number));
            session.Execute("DELETE FROM event WHERE id = $id", ("$id", number));
        }

        return numbers.Count;
    }

    private static int RemoveLetters(SqliteSession session, long before, int most)
    {
        var ids = session.Query(
            "SELECT id FROM dead_letter WHERE failed_at < $before ORDER BY failed_at LIMIT $most", row => row.GetInt64(0), ("$before", before), ("$most", most));
        foreach (var id in ids)
        {
            session.Execute("DELETE FROM dead_letter WHERE id = $id", ("$id", id));
        }

        return ids.Count;
    }

    private static int Excess(SqliteSession session, string counter, long most) =>
        (int)Math.Clamp((session.Number($"SELECT {counter} FROM event_total") ?? 0) - most, 0, Most);
}
