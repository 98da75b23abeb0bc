using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>Removes events and dead letters over the bounds, a step at a time.</summary>
internal sealed partial class EventSweeper(
    IEventStore store, DeliveryLanes lanes, IOptions<EventOptions> options, TimeProvider time, ILogger<EventSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Removes all that is over a bound now.</summary>
    /// <exception cref="StorageException">The store cannot be written.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var (bounds, now) = (options.Value, time.GetUtcNow());
        var caps = new EventCaps(bounds.MaxKept, now - bounds.Retention, bounds.MaxDeadLetters, now - bounds.DeadLetterRetention);
        while (await store.SweepStepAsync(caps, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        lanes.CloseUnused();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Top of the loop: the next tick tries again.
                LogSweepFailed(e);
            }
        }
    }

    [LoggerMessage(705, LogLevel.Warning, "Old events cannot be removed at the moment.")]
    private partial void LogSweepFailed(Exception reason);
}
