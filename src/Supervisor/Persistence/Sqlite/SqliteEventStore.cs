namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IEventStore"/> in <c>events.db</c>.</summary>
internal sealed class SqliteEventStore(SqliteDatabase database) : IEventStore
{
    public Task<EventAddition> AddAsync(
        NewEvent added, long mostBytes, Action<IReadOnlyList<WaitingDelivery>> committed, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => SqliteEventAddition.Add(session, added, mostBytes),
            addition =>
            {
                if (addition is EventAddition.Done done)
                {
                    committed(done.Deliveries);
                }
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, long>>(
            session => session.Query("SELECT function_id, count(*) FROM delivery GROUP BY function_id", row => (Id: row.GetString(0), Count: row.GetInt64(1)))
                .ToDictionary(row => row.Id, row => row.Count, StringComparer.Ordinal),
            cancellationToken);

    public Task<DuePage> ReadDueAsync(DueRange range, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteDeliveries.ReadDue(session, range), cancellationToken);

    public Task<bool> RecordAsync(long deliveryId, DeliveryEnd end, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteDeliveries.Record(session, deliveryId, end), cancellationToken);

    public Task<CancelStep> CancelStepAsync(string functionId, long? upTo, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteDeliveries.CancelStep(session, functionId, upTo), cancellationToken);

    public Task<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteEventList.Read(session, query), cancellationToken);

    public Task<(EventSummary Summary, ReadOnlyMemory<byte> Data)?> FindAsync(StoredEventId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteEventList.Find(session, id), cancellationToken);

    public async Task<bool> SweepStepAsync(EventCaps caps, CancellationToken cancellationToken)
    {
        var hasWork = await database.ReadAsync(session => SqliteEventSweep.HasWork(session, caps), cancellationToken);
        return hasWork && await database.WriteAsync(session => SqliteEventSweep.Step(session, caps), cancellationToken);
    }
}
