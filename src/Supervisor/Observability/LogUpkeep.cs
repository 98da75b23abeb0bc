using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>Says which functions had lines dropped, and removes lines over the caps, a step at a time.</summary>
internal sealed partial class LogUpkeep(
    LogQueue queue, ILogStore store, IOptions<LogOptions> options, TimeProvider time, ILogger<LogUpkeep> logger) : BackgroundService
{
    private const int TicksBetweenPrunes = 10;

    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    /// <summary>Removes everything that is over a cap now.</summary>
    /// <exception cref="StorageException">The log cannot be written.</exception>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var caps = new LogCaps(settings.MaxTotalBytes, settings.MaxPostedBytes, settings.MaxLinesPerFunction, time.GetUtcNow() - settings.MaxAge);
        while (await store.PruneStepAsync(caps, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_tick, time);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            queue.AppendDropNotes();
            if (tick % TicksBetweenPrunes == 0)
            {
                await TryPruneAsync(stoppingToken);
            }
        }
    }

    private async Task TryPruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PruneAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Top of the loop: the next tick tries again.
            PruneFailed(logger, e);
        }
    }

    [LoggerMessage(EventId = 922, Level = LogLevel.Warning, Message = "Old log lines cannot be removed at the moment.")]
    private static partial void PruneFailed(ILogger logger, Exception reason);
}
