using System.Text;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IAuditStore"/> in <c>audit.db</c>.</summary>
/// <param name="database">The file.</param>
/// <param name="mostScanned">Records that one page looks at, so that a rare match costs several pages and not one that lasts.</param>
internal sealed class SqliteAuditStore(SqliteDatabase database, int mostScanned = 50_000) : IAuditStore
{
    /// <summary>What a record takes beside its texts, indexes included.</summary>
    private const int RowBytes = 100;

    private const string Insert =
        "INSERT INTO record (at, outcome, status, actor_id, actor_name, actor_type, address, action, permission, method, route, target, target_name, "
        + "invocation_id, count, payer, bytes) VALUES ($at, $outcome, $status, $actor, $name, $type, $address, $action, $permission, $method, $route, $target, "
        + "$targetName, $invocation, $count, $payer, $bytes)";

    // Each row that is looked at comes back, with whether it matches: the reader must know how far it came.
    private const string Select =
        "SELECT id, at, outcome, status, actor_id, actor_name, actor_type, address, action, permission, method, route, target, target_name, invocation_id, count, "
        + "coalesce(($actor IS NULL OR actor_id = $actor OR actor_name = $actor) AND ($target IS NULL OR target = $target OR target_name = $target) "
        + "AND ($outcome IS NULL OR outcome = $outcome) AND ($action IS NULL OR action = $action OR permission = $action "
        + "OR substr(permission, 1, length($action) + 1) = $action || ':') "
        + "AND ($below IS NULL OR substr(action, 1, length($below)) = $below OR substr(permission, 1, length($below)) = $below), 0) "
        + "FROM record INDEXED BY record_by_time WHERE at >= $from AND at < $to AND (at, id) < ($afterAt, $afterId) ORDER BY at DESC, id DESC LIMIT $most";

    private const int MatchColumn = 16;

    public Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Append(session, rows), cancellationToken);

    public Task<AuditPage> ReadAsync(AuditRowQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Read(session, query), cancellationToken);

    public Task<bool> PruneStepAsync(AuditCaps caps, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteAuditPruning.PruneStep(session, caps), cancellationToken);

    private static int Append(SqliteSession session, IReadOnlyList<AuditRow> rows)
    {
        foreach (var row in rows)
        {
            session.Execute(
                Insert,
                ("$at", row.Timestamp.UtcTicks), ("$outcome", (int)row.Outcome), ("$status", row.Status), ("$actor", row.ActorId), ("$name", row.ActorName),
                ("$type", row.ActorType), ("$address", row.Address), ("$action", row.Action), ("$permission", row.Permission), ("$method", row.Method),
                ("$route", row.Route), ("$target", row.Target), ("$targetName", row.TargetName), ("$invocation", row.InvocationId), ("$count", row.Count),
                ("$payer", $"{(row.IsDenial ? "denials" : "acts")} {row.ActorType} {row.ActorId}"), ("$bytes", BytesOf(row)));
        }

        return rows.Count;
    }

    private AuditPage Read(SqliteSession session, AuditRowQuery query)
    {
        var rows = new List<AuditRow>();
        AuditPlace? last = null;
        var hasNext = false;
        var isBelow = query.Action?.EndsWith(".*", StringComparison.Ordinal) == true;
        var seen = session.QueryUntilNull(
            Select,
            row =>
            {
                var isMatch = row.GetInt64(MatchColumn) != 0;
                if (isMatch && rows.Count == query.Limit)
                {
                    hasNext = true;
                    return null;
                }

                if (isMatch)
                {
                    rows.Add(ReadRow(row));
                }

                // On a full page the next one begins behind its last record, however far the look for one more went.
                last = rows.Count < query.Limit || isMatch ? new AuditPlace(row.GetInt64(1), row.GetInt64(0)) : last;
                return this;
            },
            ("$from", query.From?.UtcTicks ?? 0), ("$to", query.To?.UtcTicks ?? long.MaxValue),
            ("$afterAt", query.After?.Ticks ?? long.MaxValue), ("$afterId", query.After?.Id ?? 0),
            ("$actor", query.Actor), ("$target", query.Target), ("$outcome", query.Outcome is { } outcome ? (int)outcome : null),
            ("$action", isBelow ? null : query.Action), ("$below", isBelow ? query.Action![..^1] : null), ("$most", mostScanned));
        return new AuditPage(rows, hasNext || seen.Count == mostScanned ? last : null);
    }

    private static AuditRow ReadRow(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Timestamp = row.GetMoment(1),
        Outcome = (AuditOutcome)row.GetInt32(2),
        Status = row.IsDBNull(3) ? null : row.GetInt32(3),
        ActorId = row.GetString(4),
        ActorName = row.GetString(5),
        ActorType = row.GetString(6),
        Address = row.GetTextOrNull(7),
        Action = row.GetString(8),
        Permission = row.GetTextOrNull(9),
        Method = row.GetTextOrNull(10),
        Route = row.GetTextOrNull(11),
        Target = row.GetTextOrNull(12),
        TargetName = row.GetTextOrNull(13),
        InvocationId = row.GetTextOrNull(14),
        Count = row.GetInt64(15),
    };

    private static int BytesOf(AuditRow row)
    {
        string?[] texts =
        [
            row.ActorId, row.ActorName, row.ActorType, row.Address, row.Action, row.Permission, row.Method, row.Route, row.Target, row.TargetName, row.InvocationId,
        ];
        return RowBytes + texts.Sum(text => Encoding.UTF8.GetByteCount(text ?? ""));
    }
}
