using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IDeadLetterStore"/> in <c>events.db</c>.</summary>
internal sealed class SqliteDeadLetterStore(SqliteDatabase database) : IDeadLetterStore
{
    private const string Letters =
        "SELECT l.id, l.event_id, e.salt, l.event_name, l.function_id, l.attempts, l.last_error, l.failed_at "
        + "FROM dead_letter l JOIN event e ON e.id = l.event_id ";

    public Task<DeadLetterPage> ListAsync(DeadLetterQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        session =>
        {
            var letters = session.Query(
                Letters + "WHERE l.failed_at >= $from AND l.failed_at < $to AND (l.failed_at, l.id) < ($moment, $number)" + Narrowing(query)
                + " ORDER BY l.failed_at DESC, l.id DESC LIMIT $most",
                ReadLetter,
                [.. SqlitePlaces.Parameters(query.From, query.To, query.Behind), ("$most", query.Most + 1), .. Names(query)]);
            return new DeadLetterPage([.. letters.Take(query.Most)], letters.Count > query.Most);
        },
        cancellationToken);

    public Task<DeadLetter?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Query(Letters + "WHERE l.id = $id", ReadLetter, ("$id", id)).FirstOrDefault(), cancellationToken);

    public Task<IReadOnlyList<DeadLetter>> ReadStepAsync(DeadLetterQuery query, long after, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DeadLetter>>(
            session => session.Query(
                Letters + "WHERE l.id > $after AND l.failed_at >= $from AND l.failed_at < $to" + Narrowing(query) + " ORDER BY l.id LIMIT $most",
                ReadLetter,
                [("$after", after), .. SqlitePlaces.Parameters(query.From, query.To, behind: null)[..2], ("$most", query.Most), .. Names(query)]),
            cancellationToken);

    public async Task<int> RedriveAsync(
        IReadOnlyList<long> ids, DateTimeOffset now, Action<IReadOnlyList<string>> committed, CancellationToken cancellationToken) =>
        (await database.WriteAsync(session => Redrive(session, ids, now), committed, cancellationToken)).Count;

    public Task<int> RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        database.WriteAsync(session => ids.Sum(id => session.Execute("DELETE FROM dead_letter WHERE id = $id", ("$id", id))), cancellationToken);

    private static List<string> Redrive(SqliteSession session, IReadOnlyList<long> ids, DateTimeOffset now)
    {
        var functions = new List<string>(ids.Count);
        foreach (var id in ids)
        {
            var added = session.Execute(
                "INSERT INTO delivery (id, event_id, function_id, due_at) SELECT id, event_id, function_id, $now FROM dead_letter WHERE id = $id",
                ("$now", now.UtcTicks), ("$id", id));
            if (added > 0)
            {
                functions.Add(session.Query("SELECT function_id FROM delivery WHERE id = $id", row => row.GetString(0), ("$id", id))[0]);
                session.Execute("UPDATE event SET waiting = waiting + 1 WHERE id = (SELECT event_id FROM delivery WHERE id = $id)", ("$id", id));
                session.Execute("DELETE FROM dead_letter WHERE id = $id", ("$id", id));
            }
        }

        return functions;
    }

    private static string Narrowing(DeadLetterQuery query) =>
        (query.EventName is null ? "" : " AND l.event_name = $name") + (query.FunctionId is null ? "" : " AND l.function_id = $function");

    private static IEnumerable<(string Name, object? Value)> Names(DeadLetterQuery query)
    {
        if (query.EventName is not null)
        {
            yield return ("$name", query.EventName);
        }

        if (query.FunctionId is not null)
        {
            yield return ("$function", query.FunctionId);
        }
    }

    private static DeadLetter ReadLetter(SqliteDataReader row) => new(
        row.GetInt64(0),
        new StoredEventId(row.GetInt64(1), row.GetInt64(2)),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetString(6),
        row.GetMoment(7));
}
