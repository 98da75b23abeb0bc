using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>Frees the room of what has expired, a step at a time.</summary>
internal sealed partial class TableSweeper(ITableStore store, TimeProvider time, ILogger<TableSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await store.SweepStepAsync(stoppingToken))
                {
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Top of the loop: the next tick tries again.
                LogSweepFailed(e);
            }
        }
    }

    [LoggerMessage(650, LogLevel.Warning, "Expired items of tables cannot be removed at the moment.")]
    private partial void LogSweepFailed(Exception reason);
}
