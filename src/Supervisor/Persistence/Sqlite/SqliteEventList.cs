using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Lists events of <c>events.db</c>, each narrowing by an index of its own.</summary>
internal static class SqliteEventList
{
    private const string Columns = "id, salt, name, source, chain, emitted_at, subscribers, waiting, delivered, dead, cancelled";

    public static EventPage Read(SqliteSession session, EventQuery query)
    {
        var sql = $"SELECT {Columns} FROM event WHERE emitted_at >= $from AND emitted_at < $to AND (emitted_at, id) < ($moment, $number)"
            + (query.Name is null ? "" : " AND name = $name")
            + query.Status switch
            {
                null => "",
                EventStatus.Pending => " AND waiting > 0 AND dead = 0",
                EventStatus.Failed => " AND dead > 0",
                EventStatus.Delivered => " AND waiting = 0 AND dead = 0",
            }
            + " ORDER BY emitted_at DESC, id DESC LIMIT $most";
        var events = session.Query(
            sql, ReadSummary, [.. SqlitePlaces.Parameters(query.From, query.To, query.Behind), ("$most", query.Most + 1), .. NameOf(query.Name)]);
        return new EventPage([.. events.Take(query.Most)], events.Count > query.Most);
    }

    public static (EventSummary Summary, ReadOnlyMemory<byte> Data)? Find(SqliteSession session, StoredEventId id)
    {
        var summary = session.Query(
            $"SELECT {Columns} FROM event WHERE id = $id AND salt = $salt", ReadSummary, ("$id", id.Number), ("$salt", id.Salt)).FirstOrDefault();
        return summary is null
            ? null
            : (summary, session.Query("SELECT data FROM event_data WHERE event_id = $id", row => row.GetFieldValue<byte[]>(0), ("$id", id.Number))[0]);
    }

    private static (string Name, object? Value)[] NameOf(string? name) => name is null ? [] : [("$name", name)];

    private static EventSummary ReadSummary(SqliteDataReader row) => new()
    {
        Id = new StoredEventId(row.GetInt64(0), row.GetInt64(1)),
        Name = row.GetString(2),
        Source = row.GetString(3),
        Chain = row.GetString(4),
        EmittedAt = row.GetMoment(5),
        Subscribers = row.GetInt64(6),
        Waiting = row.GetInt64(7),
        Delivered = row.GetInt64(8),
        Dead = row.GetInt64(9),
        Cancelled = row.GetInt64(10),
    };
}
