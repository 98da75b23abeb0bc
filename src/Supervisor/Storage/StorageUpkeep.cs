using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>Makes the folder ready before the first request, then removes what no object has: left behind by an end between two steps, or by a removed bucket.</summary>
internal sealed partial class StorageUpkeep(
    IBucketStore store, ContentFolder folder, StorageMetrics metrics, TimeProvider time, ILogger<StorageUpkeep> logger) : BackgroundService
{
    private const int LookedUpAtOnce = 256;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Prepare();
        metrics.Totals = await store.ReadTotalsAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Removes the files that no object has; how many.</summary>
    public async Task<int> RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        var removed = folder.RemoveUnfinished();
        foreach (var contents in folder.ListSettled(LookedUpAtOnce))
        {
            var used = await store.FindUsedAsync(contents, cancellationToken);
            var unused = contents.Where(id => !used.Contains(id)).ToList();
            folder.Remove(unused);
            removed += unused.Count;
        }

        return removed;
    }

    /// <summary>Frees the room of buckets that were removed.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await store.SweepStepAsync(cancellationToken) is { Count: > 0 } contents)
        {
            folder.Remove(contents);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await DoAsync(async () =>
        {
            if (await RemoveLeftoversAsync(stoppingToken) is var removed and > 0)
            {
                LogLeftovers(removed);
            }
        });
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await DoAsync(async () =>
            {
                await SweepAsync(stoppingToken);
                if (folder.TakeLeftovers())
                {
                    await RemoveLeftoversAsync(stoppingToken);
                }

                metrics.Totals = await store.ReadTotalsAsync(stoppingToken);
            });
        }
    }

    private async Task DoAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Top of the loop: the next tick, or the next start, tries again.
            LogFailed(e);
        }
    }

    [LoggerMessage(661, LogLevel.Information, "{Files} files of objects that nobody has were removed: the server was ended while it wrote or removed them.")]
    private partial void LogLeftovers(int files);

    [LoggerMessage(662, LogLevel.Warning, "Files of objects that nobody has cannot be removed at the moment.")]
    private partial void LogFailed(Exception reason);
}
