using System.Text;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="ILogStore"/> in <c>logs.db</c>.</summary>
internal sealed class SqliteLogStore(SqliteDatabase database) : ILogStore
{
    public Task<long> ReadLastIdAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Number("SELECT max(id) FROM line") ?? 0, cancellationToken);

    public Task AppendAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Append(session, rows), cancellationToken);

    public Task<IReadOnlyList<LogRow>> ReadAsync(LogRowQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LogRow>>(
            session =>
            {
                var rows = session.Query(
                    SqliteLogRows.Select + "WHERE service = $service AND level >= $level AND at >= $since "
                    + "AND ($invocation IS NULL OR invocation_id = $invocation) ORDER BY id DESC LIMIT $limit",
                    SqliteLogRows.Read,
                    ("$service", query.Service), ("$level", query.LeastLevel), ("$since", query.Since?.UtcTicks ?? 0),
                    ("$invocation", query.InvocationId), ("$limit", query.Limit));
                rows.Reverse();
                return rows;
            },
            cancellationToken);

    public Task<LogPage> SearchAsync(LogSearch search, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new SqliteLogSearch(session, search).Run(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> ListPostedServicesAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            session => session.Query("SELECT service FROM usage WHERE is_posted = 1 LIMIT $limit", row => row.GetString(0), ("$limit", limit)), cancellationToken);

    public Task<bool> RemoveServiceStepAsync(string service, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteLogPruning.RemoveOldest(session, service, SqliteLogPruning.Step) > 0, cancellationToken);

    public Task<bool> PruneStepAsync(LogCaps caps, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteLogPruning.PruneStep(session, caps), cancellationToken);

    private static int Append(SqliteSession session, IReadOnlyList<LogRow> rows)
    {
        var usage = new Dictionary<(string Service, bool IsPosted), (long Lines, long Bytes)>();
        foreach (var row in rows)
        {
            var message = Encoding.UTF8.GetBytes(row.Message);
            var fields = row.FieldsJson is null ? null : Encoding.UTF8.GetBytes(row.FieldsJson);
            session.Execute(
                "INSERT INTO line (id, service, at, level, message, invocation_id, is_late, is_posted, fields) "
                + "VALUES ($id, $service, $at, $level, $message, $invocation, $late, $posted, $fields)",
                ("$id", row.Id), ("$service", row.Service), ("$at", row.Timestamp.UtcTicks), ("$level", row.Level), ("$message", message),
                ("$invocation", row.InvocationId), ("$late", row.IsLate ? 1 : 0), ("$posted", row.IsPosted ? 1 : 0), ("$fields", fields));
            var (lines, bytes) = usage.GetValueOrDefault((row.Service, row.IsPosted));
            usage[(row.Service, row.IsPosted)] = (lines + 1, bytes + message.Length + (fields?.Length ?? 0));
        }

        foreach (var ((service, isPosted), (lines, bytes)) in usage)
        {
            session.Execute(
                "INSERT INTO usage (service, lines, bytes, is_posted) VALUES ($service, $lines, $bytes, $posted) "
                + "ON CONFLICT (service) DO UPDATE SET lines = lines + excluded.lines, bytes = bytes + excluded.bytes",
                ("$service", service), ("$lines", lines), ("$bytes", bytes), ("$posted", isPosted ? 1 : 0));
        }

        return rows.Count;
    }
}
