using Microsoft.Data.Sqlite;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Reads and ends deliveries in <c>events.db</c>.</summary>
internal static class SqliteDeliveries
{
    /// <summary>Deliveries cancelled at once.</summary>
    public const int MostCancelled = 500;

    public static DuePage ReadDue(SqliteSession session, DueRange range)
    {
        var due = session.Query(
            "SELECT id FROM delivery WHERE function_id = $function AND due_at <= $now ORDER BY due_at, id LIMIT $most",
            row => row.GetInt64(0),
            ("$function", range.FunctionId), ("$now", range.Now.UtcTicks), ("$most", range.Most + range.Except.Count + 1));
        due.RemoveAll(range.Except.Contains);
        var deliveries = new List<WaitingDelivery>(Math.Min(due.Count, range.Most));
        var bytes = 0L;
        foreach (var id in due.Take(range.Most))
        {
            var delivery = Find(session, id);
            bytes += delivery.Event.Data.Length;
            if (deliveries.Count > 0 && bytes > range.MostBytes)
            {
                break;
            }

            deliveries.Add(delivery);
        }

        var next = session.Number(
            "SELECT min(due_at) FROM delivery WHERE function_id = $function AND due_at > $now", ("$function", range.FunctionId), ("$now", range.Now.UtcTicks));
        return new DuePage(deliveries, due.Count > deliveries.Count, next is null ? null : new DateTimeOffset(next.Value, TimeSpan.Zero));
    }

    /// <summary>Writes down what became of an attempt; false when the delivery waits no more.</summary>
    public static bool Record(SqliteSession session, long id, DeliveryEnd end) => end switch
    {
        DeliveryEnd.Delivered => Remove(session, id) is { } number
            && session.Execute("UPDATE event SET waiting = waiting - 1, delivered = delivered + 1 WHERE id = $event", ("$event", number)) > 0,
        DeliveryEnd.Cancelled => Remove(session, id) is { } number && Cancel(session, number),
        DeliveryEnd.Failed failed => session.Execute(
            "UPDATE delivery SET attempts = $attempts, last_error = $error, due_at = $due WHERE id = $id",
            ("$attempts", failed.Attempts), ("$error", failed.Error), ("$due", failed.DueAt.UtcTicks), ("$id", id)) > 0,
        DeliveryEnd.Dead dead => Bury(session, id, dead),
        _ => throw new InvalidOperationException($"An end of an unknown kind: {end.GetType().Name}."),
    };

    /// <summary>Makes a dead letter of a delivery; false when it waits no more.</summary>
    public static bool Bury(SqliteSession session, long id, DeliveryEnd.Dead dead)
    {
        var wrote = session.Execute(
            "INSERT INTO dead_letter (id, event_id, event_name, function_id, attempts, last_error, failed_at) "
            + "SELECT d.id, d.event_id, e.name, d.function_id, $attempts, $error, $at FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.id = $id",
            ("$attempts", dead.Attempts), ("$error", dead.Error), ("$at", dead.At.UtcTicks), ("$id", id));
        if (wrote == 0 || Remove(session, id) is not { } number)
        {
            return false;
        }

        session.Execute("UPDATE event SET waiting = waiting - 1 WHERE id = $event", ("$event", number));
        return true;
    }

    public static CancelStep CancelStep(SqliteSession session, string functionId, long? upTo)
    {
        var last = upTo ?? session.Number("SELECT max(id) FROM delivery WHERE function_id = $function", ("$function", functionId)) ?? 0;
        var ids = session.Query(
            "SELECT id FROM delivery WHERE function_id = $function AND id <= $last LIMIT $most",
            row => row.GetInt64(0), ("$function", functionId), ("$last", last), ("$most", MostCancelled));
        foreach (var id in ids)
        {
            Record(session, id, new DeliveryEnd.Cancelled());
        }

        return new CancelStep(ids.Count, ids.Count == MostCancelled ? last : null);
    }

    private static bool Cancel(SqliteSession session, long eventNumber) =>
        session.Execute("UPDATE event SET waiting = waiting - 1, cancelled = cancelled + 1 WHERE id = $event", ("$event", eventNumber)) > 0;

    /// <summary>Takes a delivery out; the number of its event, or null when it waits no more.</summary>
    private static long? Remove(SqliteSession session, long id) => session.Number("DELETE FROM delivery WHERE id = $id RETURNING event_id", ("$id", id));

    private static WaitingDelivery Find(SqliteSession session, long id) => session.Query(
        "SELECT d.id, d.function_id, d.attempts, e.id, e.salt, e.name, e.source, e.chain, e.emitted_at, b.data, e.trace_parent, e.trace_state "
        + "FROM delivery d JOIN event e ON e.id = d.event_id JOIN event_data b ON b.event_id = d.event_id WHERE d.id = $id",
        ReadDelivery,
        ("$id", id))[0];

    private static WaitingDelivery ReadDelivery(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt32(2),
        new StoredEvent(
            new StoredEventId(row.GetInt64(3), row.GetInt64(4)), row.GetString(5), row.GetString(6), row.GetString(7), row.GetMoment(8), row.GetFieldValue<byte[]>(9))
        {
            Trace = TraceContext.Read(row.GetTextOrNull(10), row.GetTextOrNull(11)),
        });
}
