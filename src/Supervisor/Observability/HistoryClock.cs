namespace MolnOS.Sandbox.Observability;

/// <summary>The workers that a function has now.</summary>
/// <param name="FunctionId">Which function.</param>
/// <param name="Workers">How many.</param>
/// <param name="MemoryBytes">What they hold together.</param>
internal readonly record struct WorkersInUse(string FunctionId, int Workers, long MemoryBytes);

/// <summary>Looks at the workers of every function that has any.</summary>
internal delegate IReadOnlyList<WorkersInUse> ReadWorkersInUse();

/// <summary>Six times a minute notes which workers functions have, and sums up the minutes that are over.</summary>
internal sealed partial class HistoryClock(InvocationStatistics statistics, ReadWorkersInUse read, TimeProvider time, ILogger<HistoryClock> logger) : BackgroundService
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(10);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        foreach (var use in read())
        {
            statistics.Observe(use);
        }

        statistics.SumUp();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Look();
            }
            catch (Exception e)
            {
                // Top of the loop: the next tick tries again.
                LookFailed(logger, e);
            }
        }
    }

    [LoggerMessage(EventId = 923, Level = LogLevel.Warning, Message = "The workers of functions could not be looked at for their history.")]
    private static partial void LookFailed(ILogger logger, Exception reason);
}
