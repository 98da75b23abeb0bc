namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>Tells the service manager when calls are served, when the server stops, and in between that it lives.</summary>
internal sealed partial class ServiceNotifier(
    ServiceEnvironment environment, NotifySocket manager, Watchdog watchdog, GracePeriod grace, ILogger<ServiceNotifier> logger) : IHostedLifecycleService
{
    /// <summary>What the manager shows of a server that serves.</summary>
    public const string Serving = "Serving.";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The front listens, and calls that come find or await a worker.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (environment.Sockets.Count > 0)
        {
            LogSockets(string.Join(", ", environment.Sockets.Select(socket => socket.Name)));
        }

        manager.Send(ServiceState.Ready(Serving));
        watchdog.Start();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        manager.Send(ServiceState.Stopping(grace.LongestStop));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(942, LogLevel.Information, "The service manager holds the listening sockets ({Names}); Hosting:Urls is not used.")]
    private partial void LogSockets(string names);
}
