using System.Security.Cryptography;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Writes a new event and its deliveries into <c>events.db</c>.</summary>
internal static class SqliteEventAddition
{
    /// <summary>Finished events that go for one new event, at most.</summary>
    private const int MostFreed = 256;

    public static EventAddition Add(SqliteSession session, NewEvent added, long mostBytes)
    {
        if (!HasRoom(session, added.Data.Length, mostBytes))
        {
            return new EventAddition.Full();
        }

        if (added.Mark is { } mark && !SqliteScheduleStore.Move(session, mark))
        {
            return new EventAddition.Known();
        }

        Span<byte> salt = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(salt);
        var id = new StoredEventId(InsertEvent(session, added, BitConverter.ToInt64(salt)), BitConverter.ToInt64(salt));
        var stored = new StoredEvent(id, added.Name, added.Source, added.Chain, added.EmittedAt, added.Data) { Trace = added.Trace };
        var deliveries = new List<WaitingDelivery>(added.Subscribers.Count);
        foreach (var functionId in added.Subscribers)
        {
            deliveries.Add(new WaitingDelivery(InsertDelivery(session, id.Number, functionId, added.EmittedAt), functionId, Attempts: 0, stored));
        }

        foreach (var functionId in added.Refusing)
        {
            var delivery = InsertDelivery(session, id.Number, functionId, added.EmittedAt);
            SqliteDeliveries.Bury(session, delivery, new DeliveryEnd.Dead(Attempts: 0, added.RefusedBecause ?? "", added.EmittedAt));
        }

        return new EventAddition.Done(id, deliveries);
    }

    private static bool HasRoom(SqliteSession session, long bytes, long mostBytes)
    {
        for (var freed = 0; Total(session) + bytes > mostBytes; freed++)
        {
            if (freed == MostFreed || SqliteEventSweep.RemoveFinished(session, most: 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static long Total(SqliteSession session) => session.Number("SELECT bytes FROM event_total") ?? 0;

    private static long InsertEvent(SqliteSession session, NewEvent added, long salt)
    {
        var number = session.Number(
            "INSERT INTO event (salt, name, source, chain, trace_parent, trace_state, emitted_at, subscribers, waiting) "
            + "VALUES ($salt, $name, $source, $chain, $parent, $state, $emitted, $subscribers, $subscribers) RETURNING id",
            ("$salt", salt), ("$name", added.Name), ("$source", added.Source), ("$chain", added.Chain), ("$parent", added.Trace?.TraceParent), ("$state", added.Trace?.TraceState), ("$emitted", added.EmittedAt.UtcTicks),
            ("$subscribers", added.Subscribers.Count + added.Refusing.Count))!.Value;
        session.Execute("INSERT INTO event_data (event_id, data) VALUES ($event, $data)", ("$event", number), ("$data", added.Data.ToArray()));
        return number;
    }

    private static long InsertDelivery(SqliteSession session, long eventNumber, string functionId, DateTimeOffset dueAt) => session.Number(
        "INSERT INTO delivery (event_id, function_id, due_at) VALUES ($event, $function, $due) RETURNING id",
        ("$event", eventNumber), ("$function", functionId), ("$due", dueAt.UtcTicks))!.Value;
}
