using System.Text;
using Microsoft.Data.Sqlite;

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
                    "SELECT id, function_id, at, level, message, invocation_id, is_late, fields FROM line "
                    + "WHERE function_id = $function AND level >= $level AND at >= $since AND ($invocation IS NULL OR invocation_id = $invocation) "
                    + "ORDER BY id DESC LIMIT $limit",
                    Read,
                    ("$function", query.FunctionId), ("$level", query.LeastLevel), ("$since", query.Since?.UtcTicks ?? 0),
                    ("$invocation", query.InvocationId), ("$limit", query.Limit));
                rows.Reverse();
                return rows;
            },
            cancellationToken);

    public Task<bool> RemoveFunctionStepAsync(string functionId, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteLogPruning.RemoveOldest(session, functionId, SqliteLogPruning.Step) > 0, cancellationToken);

    public Task<bool> PruneStepAsync(LogCaps caps, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteLogPruning.PruneStep(session, caps), cancellationToken);

    private static int Append(SqliteSession session, IReadOnlyList<LogRow> rows)
    {
        var usage = new Dictionary<string, (long Lines, long Bytes)>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var message = Encoding.UTF8.GetBytes(row.Message);
            var fields = row.FieldsJson is null ? null : Encoding.UTF8.GetBytes(row.FieldsJson);
            session.Execute(
                "INSERT INTO line (id, function_id, at, level, message, invocation_id, is_late, fields) "
                + "VALUES ($id, $function, $at, $level, $message, $invocation, $late, $fields)",
                ("$id", row.Id), ("$function", row.FunctionId), ("$at", row.Timestamp.UtcTicks), ("$level", row.Level), ("$message", message),
                ("$invocation", row.InvocationId), ("$late", row.IsLate ? 1 : 0), ("$fields", fields));
            var (lines, bytes) = usage.GetValueOrDefault(row.FunctionId);
            usage[row.FunctionId] = (lines + 1, bytes + message.Length + (fields?.Length ?? 0));
        }

        foreach (var (functionId, (lines, bytes)) in usage)
        {
            session.Execute(
                "INSERT INTO usage (function_id, lines, bytes) VALUES ($function, $lines, $bytes) "
                + "ON CONFLICT (function_id) DO UPDATE SET lines = lines + excluded.lines, bytes = bytes + excluded.bytes",
                ("$function", functionId), ("$lines", lines), ("$bytes", bytes));
        }

        return rows.Count;
    }

    private static LogRow Read(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        FunctionId = row.GetString(1),
        Timestamp = row.GetMoment(2),
        Level = row.GetInt32(3),
        Message = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(4)),
        InvocationId = row.IsDBNull(5) ? null : row.GetString(5),
        IsLate = row.GetBoolean(6),
        FieldsJson = row.IsDBNull(7) ? null : Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(7)),
    };
}
