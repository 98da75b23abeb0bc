using System.Threading.Channels;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Schedules;

/// <summary>Looks at the board whenever a tick is due or a function has changed, and now and then, since the clock may be set meanwhile.</summary>
internal sealed partial class ScheduleClock(ScheduleBoard board, FunctionCatalog catalog, TimeProvider time, ILogger<ScheduleClock> logger) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SleepAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Room for one: a change that is not yet looked at covers all that follow.</summary>
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        catalog.WhenScheduledChange(OnChanged);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await SleepAsync(await LookAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task<TimeSpan> LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var left = await board.LookAsync(stoppingToken) - time.GetUtcNow();
            return left is null || left > LongestSleep ? LongestSleep : left < ShortestSleep ? ShortestSleep : left.Value;
        }
        catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // Top of the loop: the next look tries again.
            LogFailed(error);
            return SleepAfterFailure;
        }
    }

    private async Task SleepAsync(TimeSpan length, CancellationToken stoppingToken)
    {
        using var over = new CancellationTokenSource(length, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stoppingToken);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            // Slept to the end.
        }
    }

    private void OnChanged() => _changes.Writer.TryWrite(true);

    [LoggerMessage(722, LogLevel.Error, "The schedules could not be looked at; the next look tries again.")]
    private partial void LogFailed(Exception reason);
}
