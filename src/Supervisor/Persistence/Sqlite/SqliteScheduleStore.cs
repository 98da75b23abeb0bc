namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IScheduleStore"/> in <c>events.db</c>, where ticks are kept too, so that a mark moves on with its tick or not at all.</summary>
internal sealed class SqliteScheduleStore(SqliteDatabase database) : IScheduleStore
{
    public Task<IReadOnlyDictionary<ScheduleKey, DateTimeOffset>> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<ScheduleKey, DateTimeOffset>>(
            session => session.Query(
                    "SELECT function_id, cron, time_zone, passed_at FROM schedule",
                    row => (Key: new ScheduleKey(row.GetString(0), row.GetString(1), row.GetString(2) is { Length: > 0 } zone ? zone : null), At: row.GetMoment(3)))
                .ToDictionary(row => row.Key, row => row.At),
            cancellationToken);

    public Task KeepAsync(IReadOnlyCollection<ScheduleMark> begun, IReadOnlyCollection<ScheduleKey> ended, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                foreach (var key in ended)
                {
                    session.Execute("DELETE FROM schedule WHERE function_id = $function AND cron = $cron AND time_zone = $zone", Parameters(key));
                }

                return begun.Count(mark => Write(session, mark, "NOTHING"));
            },
            cancellationToken);

    /// <summary>Moves a mark on, within the transaction that keeps the tick; false when it is there or beyond already.</summary>
    public static bool Move(SqliteSession session, ScheduleMark mark) =>
        Write(session, mark, "UPDATE SET passed_at = excluded.passed_at WHERE excluded.passed_at > passed_at");

    private static bool Write(SqliteSession session, ScheduleMark mark, string onConflict) => session.Execute(
        "INSERT INTO schedule (function_id, cron, time_zone, passed_at) VALUES ($function, $cron, $zone, $at) "
        + $"ON CONFLICT (function_id, cron, time_zone) DO {onConflict}",
        [.. Parameters(mark.Key), ("$at", mark.At.UtcTicks)]) > 0;

    private static (string Name, object? Value)[] Parameters(ScheduleKey key) =>
        [("$function", key.FunctionId), ("$cron", key.Cron), ("$zone", key.TimeZone ?? "")];
}
