namespace MolnOS.Sandbox.Hosting;

/// <summary>Knows whether the start is over. (The host's own lifetime cannot be asked by the log: it logs.)</summary>
internal sealed class StartSignal : IHostedLifecycleService
{
    private volatile bool _hasStarted;

    public bool HasStarted => _hasStarted;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _hasStarted = true;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
