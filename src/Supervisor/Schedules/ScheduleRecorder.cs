using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Schedules;

/// <summary>Counts ticks, and logs what keeps them back.</summary>
internal sealed partial class ScheduleRecorder
{
    private readonly ILogger<ScheduleRecorder> _logger;
    private long _kept;
    private long _missed;
    private StorageException? _lastError;

    public ScheduleRecorder(Meter meter, ILogger<ScheduleRecorder> logger)
    {
        _logger = logger;
        meter.CreateObservableCounter(
            "molnos_schedule_ticks_total",
            () => new[]
            {
                new Measurement<long>(Volatile.Read(ref _kept), new KeyValuePair<string, object?>("result", "kept")),
                new Measurement<long>(Volatile.Read(ref _missed), new KeyValuePair<string, object?>("result", "missed")),
            },
            description: "Ticks of schedules, kept for delivery or, later than a minute, left out as their schedule says.");
    }

    /// <summary>A tick is on its way; one that was so before is not counted again.</summary>
    public void Kept(TickEnd end)
    {
        if (end == TickEnd.Kept)
        {
            Interlocked.Increment(ref _kept);
        }
    }

    /// <summary>A tick was left out.</summary>
    public void Missed() => Interlocked.Increment(ref _missed);

    /// <summary>A tick could not be kept; <see cref="Postponed"/> says so for all of one look.</summary>
    public void NotKept(StorageException error) => Volatile.Write(ref _lastError, error);

    /// <summary>So many ticks will be tried again.</summary>
    public void Postponed(int ticks) => LogPostponed(Interlocked.Exchange(ref _lastError, null), ticks);

    /// <summary>A schedule from before schedules were checked.</summary>
    public void Unreadable(string function, string cron) => LogUnreadable(function, cron);

    [LoggerMessage(720, LogLevel.Warning, "{Ticks} ticks of schedules could not be kept; they are tried again.")]
    private partial void LogPostponed(Exception? reason, int ticks);

    [LoggerMessage(721, LogLevel.Warning, "The function {Function} has a schedule that cannot be read, {Cron}; it is never called by it. Deploy it anew.")]
    private partial void LogUnreadable(string function, string cron);
}
