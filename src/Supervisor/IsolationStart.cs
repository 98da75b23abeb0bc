using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox;

/// <summary>Puts the walls around workers up before anything else is begun; says how they stand.</summary>
internal sealed partial class IsolationStart(
    IsolationGate gate, WorkersOptions options, IHostEnvironment environment, Meter meter, ILogger<IsolationStart> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var walls = Enum.Parse<Wall>(options.WallsOff ?? nameof(Wall.None), ignoreCase: true);
        var request = new IsolationRequest(options.Isolation, walls, environment.IsProduction());
        var runtime = NodeRuntime.Find(options.NodePath, options.ShimPath);
        switch (await gate.RaiseAsync(request, runtime, options.BubblewrapPath, cancellationToken))
        {
            case IsolationChoice.Refused refused:
                throw new StartRefusedException(refused.Why);
            case IsolationChoice.Chosen chosen:
                Tell(chosen);
                break;
        }

        await SweepAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Workers have ended by now: the pool has stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (gate.Walls.Cgroups is { } groups && await groups.CloseAsync() is { } failure)
        {
            LogGroupStays(failure.ToString());
        }
    }

    private void Tell(IsolationChoice.Chosen chosen)
    {
        meter.CreateObservableGauge(
            "molnos_isolation",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("level", chosen.Level)),
            description: "How well workers are walled off; the level is a label.");
        if (gate.Walls.IsRoots)
        {
            LogRoots();
        }

        if (chosen.Missing.Count == 0)
        {
            LogFull(gate.Walls.Cgroups?.ToString() ?? "");
            return;
        }

        LogLess(chosen.Level, string.Join(" ", chosen.Missing.Select(wall => wall.Message + ".")));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (gate.Walls.Cgroups is not { } groups)
        {
            return;
        }

        foreach (var failure in await groups.SweepAsync(cancellationToken))
        {
            LogGroupStays(failure.ToString());
        }
    }

    [LoggerMessage(405, LogLevel.Information, "Workers are fully isolated: namespaces, system calls, control groups ({Groups}), Node's permissions.")]
    private partial void LogFull(string groups);

    [LoggerMessage(406, LogLevel.Warning, "Workers are isolated at the level {Level} only. {Missing}")]
    private partial void LogLess(string level, string missing);

    [LoggerMessage(408, LogLevel.Warning, "Workers run as root's, seen from outside: another user cannot run node from where it lies, or /usr/bin/setpriv is missing. Install where everybody may read, or run as a service user.")]
    private partial void LogRoots();

    [LoggerMessage(407, LogLevel.Warning, "A control group could not be removed; the next start tries again: {Failure}")]
    private partial void LogGroupStays(string failure);
}
