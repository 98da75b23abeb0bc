namespace MolnOS.Sandbox.Workers;

/// <summary>
/// Drives the pool's time limits. One sweep for all open calls costs less than a timer for each of 50,000 calls a second, and a limit
/// that is kept within 20 ms is kept. Stops last, so that calls that drain keep their limits.
/// </summary>
internal sealed partial class PoolClock(WorkerPool pool, TimeProvider time, ILogger<PoolClock> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(20);
    private const int SweepsPerTidy = 10;

    private ITimer? _timer;
    private int _sweeps;
    private int _isBusy;

    /// <summary>Sweeps that have come to their end. It stands still when a sweep fails or hangs, or when no thread is left to sweep.</summary>
    public int Sweeps => Volatile.Read(ref _sweeps);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        pool.Start();
        _timer = time.CreateTimer(_ => Tick(), state: null, SweepEvery, SweepEvery);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => pool.StopAsync();

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        // A slow sweep is not overtaken by the next: the sweep's lists have one user.
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            return;
        }

        try
        {
            pool.Sweep();
            if (++_sweeps % SweepsPerTidy == 0)
            {
                pool.Tidy();
            }
        }
        catch (Exception error)
        {
            LogTickFailed(error);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    [LoggerMessage(402, LogLevel.Error, "A sweep of the worker pool failed; the next one goes on.")]
    private partial void LogTickFailed(Exception error);
}
