namespace MolnOS.Sandbox.Persistence;

/// <summary>One schedule of one function.</summary>
/// <param name="FunctionId">Whose.</param>
/// <param name="Cron">The expression, as it was deployed.</param>
/// <param name="TimeZone">Its time zone, as it was deployed; null for UTC.</param>
internal readonly record struct ScheduleKey(string FunctionId, string Cron, string? TimeZone);

/// <summary>How far a schedule has come.</summary>
/// <param name="Key">Which.</param>
/// <param name="At">The last moment that needs no tick any more.</param>
internal readonly record struct ScheduleMark(ScheduleKey Key, DateTimeOffset At);

/// <summary>
/// Remembers how far each schedule has come. A mark moves on together with the tick that it is about, by <see cref="IEventStore.AddAsync"/>.
/// </summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IScheduleStore
{
    /// <summary>All marks.</summary>
    Task<IReadOnlyDictionary<ScheduleKey, DateTimeOffset>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Begins schedules that have no mark yet, and forgets others; all or nothing.</summary>
    Task KeepAsync(IReadOnlyCollection<ScheduleMark> begun, IReadOnlyCollection<ScheduleKey> ended, CancellationToken cancellationToken);
}
