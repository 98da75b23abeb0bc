using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Schedules;

/// <summary>What became of a tick.</summary>
internal enum TickEnd
{
    /// <summary>It is on disk and will be delivered.</summary>
    Kept,

    /// <summary>It was on disk before.</summary>
    Known,

    /// <summary>There was no room for it.</summary>
    Full,
}

/// <summary>Keeps a tick and sees that it is delivered, at least once. Throws <see cref="StorageException"/> when it was not kept.</summary>
internal delegate Task<TickEnd> KeepTick(string functionId, ScheduleTick tick, CancellationToken cancellationToken);

/// <summary>
/// Every schedule in force. One look at it keeps the ticks that are due by now, so many at once and no more, and tells when to look again.
/// Used by one at a time.
/// </summary>
internal sealed class ScheduleBoard(FunctionCatalog catalog, IScheduleStore store, KeepTick keep, ScheduleRecorder recorder, TimeProvider time)
{
    /// <summary>Ticks that are being kept at once.</summary>
    public const int MostAtOnce = 32;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ScheduleKey, BoardEntry> _entries = [];
    private IReadOnlyDictionary<ScheduleKey, DateTimeOffset>? _marks;
    private object? _seen;

    /// <summary>Keeps what is due.</summary>
    /// <returns>When the next tick is due; null when none is to come.</returns>
    /// <exception cref="StorageException">The marks cannot be read or written; nothing was done.</exception>
    public async Task<DateTimeOffset?> LookAsync(CancellationToken cancellationToken)
    {
        await FollowAsync(catalog.Scheduled, cancellationToken);
        var now = time.GetUtcNow();
        var due = _entries.Values.Where(entry => entry.NextAt <= now).ToList();
        var failures = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (entry, token) =>
        {
            if (!await TryKeepAsync(entry, now, token))
            {
                Interlocked.Increment(ref failures);
            }
        });
        if (failures > 0)
        {
            recorder.Postponed(failures);
        }

        return _entries.Values.Min(entry => entry.NextAt);
    }

    /// <summary>Takes in what was deployed, changed and removed. The store first: what is not written there has not happened.</summary>
    private async Task FollowAsync(IReadOnlyDictionary<string, DeployedFunction> scheduled, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(scheduled, _seen))
        {
            return;
        }

        _marks ??= await store.ReadAsync(cancellationToken);
        var wanted = Wanted(scheduled);
        var begun = wanted.Where(one => !_entries.ContainsKey(one.Key))
            .Select(one => new ScheduleMark(one.Key, _marks.TryGetValue(one.Key, out var at) ? at : one.Value.Since)).ToList();
        var ended = _entries.Keys.Concat(_marks.Keys).Where(key => !wanted.ContainsKey(key)).Distinct().ToList();
        if (begun.Count + ended.Count > 0)
        {
            await store.KeepAsync(begun, ended, cancellationToken);
        }

        ended.ForEach(key => _entries.Remove(key));
        foreach (var mark in begun)
        {
            _entries.Add(mark.Key, new BoardEntry(mark.Key, wanted[mark.Key].Schedule, mark.At));
        }

        foreach (var (key, one) in wanted)
        {
            _entries[key].Missed = one.Missed;
        }

        (_seen, _marks) = (scheduled, new Dictionary<ScheduleKey, DateTimeOffset>());
    }

    private Dictionary<ScheduleKey, (CronSchedule Schedule, MissedTicks Missed, DateTimeOffset Since)> Wanted(IReadOnlyDictionary<string, DeployedFunction> scheduled)
    {
        var wanted = new Dictionary<ScheduleKey, (CronSchedule, MissedTicks, DateTimeOffset)>();
        foreach (var function in scheduled.Values)
        {
            foreach (var trigger in function.Definition.Triggers.OfType<FunctionTrigger.Schedule>())
            {
                // A definition from before schedules were checked may hold anything; it can only be there from the start.
                if (CronSchedule.Of(trigger) is { } schedule)
                {
                    wanted.TryAdd(new ScheduleKey(function.Id, trigger.Cron, trigger.TimeZone), (schedule, trigger.Missed ?? MissedTicks.Once, function.UpdatedAt));
                }
                else if (_seen is null)
                {
                    recorder.Unreadable(function.Definition.Name, trigger.Cron);
                }
            }
        }

        return wanted;
    }

    /// <summary>False when the tick has to be tried again.</summary>
    private async Task<bool> TryKeepAsync(BoardEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (entry.DueAt(now) is not { } due)
        {
            entry.Await();
            return true;
        }

        if (due.IsMissed)
        {
            recorder.Missed();
            entry.Pass(due.At);
            return true;
        }

        try
        {
            var end = await keep(entry.Key.FunctionId, new ScheduleTick(entry.Key.Cron, due.At, entry.Key.TimeZone), cancellationToken);
            if (end != TickEnd.Full)
            {
                recorder.Kept(end);
                entry.Pass(due.At);
                return true;
            }
        }
        catch (StorageException error)
        {
            recorder.NotKept(error);
        }

        entry.Postpone(now + RetryAfter);
        return false;
    }
}
