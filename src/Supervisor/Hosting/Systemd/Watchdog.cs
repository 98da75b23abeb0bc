namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>Tells the service manager that the server lives, as long as every <see cref="LifeSign"/> says so; else the manager restarts it.</summary>
internal sealed partial class Watchdog(
    ServiceEnvironment environment, NotifySocket manager, IEnumerable<LifeSign> signs, TimeProvider time, ILogger<Watchdog> logger) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Begins, where the manager asks for signs of life. It goes on while the server drains, until it is disposed.</summary>
    public void Start()
    {
        if (environment.WatchdogLimit is { } limit)
        {
            _ = RunAsync(limit);
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    /// <summary>Looks three times within the limit, so that one late look is forgiven.</summary>
    private async Task RunAsync(TimeSpan limit)
    {
        var ended = _ended.Token;
        using var timer = new PeriodicTimer(limit / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (await FirstWithoutLifeAsync(limit / 3, ended) is { } dead)
                {
                    LogNoLife(dead);
                    continue;
                }

                manager.Send(ServiceState.Alive);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<string?> FirstWithoutLifeAsync(TimeSpan limit, CancellationToken ended)
    {
        foreach (var sign in signs)
        {
            try
            {
                if (!await sign.Check(ended).AsTask().WaitAsync(limit, time, ended))
                {
                    return sign.Name;
                }
            }
            catch (Exception failure) when (!ended.IsCancellationRequested)
            {
                return $"{sign.Name} ({failure.Message})";
            }
        }

        return null;
    }

    [LoggerMessage(941, LogLevel.Error, "No sign of life from {Name}: the service manager is not told that the server lives, and will restart it.")]
    private partial void LogNoLife(string name);
}
