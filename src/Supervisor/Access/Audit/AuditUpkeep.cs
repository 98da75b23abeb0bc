using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>Writes denials once a second, and removes records over the caps, a step at a time.</summary>
internal sealed partial class AuditUpkeep(
    AuditLog log, IAuditStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Ends the loop, then writes what came last.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await log.FlushAsync(cancellationToken);
    }

    /// <summary>Removes everything that is over a cap now.</summary>
    /// <exception cref="StorageException">The log cannot be written.</exception>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var caps = new AuditCaps(options.Value.MaxTotalBytes, time.GetUtcNow() - options.Value.MaxAge);
        while (await store.PruneStepAsync(caps, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await log.FlushAsync(stoppingToken);
                await PruneAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Top of the loop: the next tick tries again.
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(222, LogLevel.Warning, "Old records of the audit log cannot be removed at the moment.")]
    private partial void LogFailed(Exception exception);
}
