using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Health;
using MolnOS.Sandbox.Hosting.Systemd;
using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox;

/// <summary>Connects slices that do not know each other: who is asked whether all is well, and who is told that the grace is over.</summary>
internal static class SupervisorWiring
{
    public static void AddReadinessProbes(this IServiceCollection services)
    {
        services.AddTransient(provider =>
        {
            var choice = provider.GetRequiredService<WorkerLauncher>().Walls.Choice;
            return new IsolationReport(choice.Level, [.. choice.Missing.Select(wall => wall.Message)]);
        });
        services.AddSingleton(provider => new ReadinessProbe("store", async cancellationToken =>
        {
            await provider.GetRequiredService<ISettingStore>().ReadAsync("probe", cancellationToken);
            return new Readiness(true);
        }));
        services.AddSingleton(provider => new ReadinessProbe("workers", _ =>
        {
            var pool = provider.GetRequiredService<WorkerPool>();
            return ValueTask.FromResult(pool.IsWarm ? new Readiness(true) : new Readiness(false, "no worker is warm yet"));
        }));
        services.AddSingleton(provider => new ReadinessProbe("stopping", _ =>
        {
            var isStopping = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
            return ValueTask.FromResult(new Readiness(!isStopping, isStopping ? "the server is stopping" : null));
        }));
    }

    /// <summary>
    /// What a working server does all the time: it sweeps its pool, and it starts processes. That the signs are looked at shows that threads
    /// are to be had.
    /// </summary>
    public static void AddLifeSigns(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var before = -1;
            return new LifeSign("the worker pool's clock", _ =>
            {
                var now = provider.GetRequiredService<PoolClock>().Sweeps;
                return ValueTask.FromResult(Interlocked.Exchange(ref before, now) != now);
            });
        });
        services.AddSingleton(provider => new LifeSign(
            "the thread that starts workers", async _ => await provider.GetRequiredService<SpawnerThread>().RunAsync(static () => true)));
    }

    /// <summary>Services may know what fits into a message to a worker.</summary>
    public static void AddBindingFrame(this IServiceCollection services) =>
        services.AddSingleton(provider => new BindingFrame(provider.GetRequiredService<WorkersOptions>().MaxFrameBytes));

    /// <summary>Calls that outlive the grace of a stop end with an answer, before their connections are cut.</summary>
    public static void EndCallsAfterGrace(this WebApplication app) =>
        app.Services.GetRequiredService<GracePeriod>().Ended.Register(() => app.Services.GetRequiredService<WorkerPool>().EndCalls());
}
