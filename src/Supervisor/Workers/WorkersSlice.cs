using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Workers;

/// <summary>Registers the pool. Needs a <see cref="ProgramReader"/>, a <see cref="WorkerLogSink"/> and a <see cref="StrayCallSink"/> from its neighbours.</summary>
internal static class WorkersSlice
{
    /// <summary>Adds the pool, its clock and its settings.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkersOptions>().Bind(configuration.GetSection(WorkersOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkersOptions>, WorkersOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WorkersOptions>>().Value);
        services.AddSingleton<SpawnerThread>();
        services.AddSingleton<WorkerLauncher>();
        services.AddSingleton<IsolationGate>();
        services.AddSingleton<WorkerParts>();
        services.AddSingleton<WorkerFactory>();
        services.AddSingleton<BlankWorkers>();
        services.AddSingleton<WorkerPool>();
        services.AddSingleton<PoolClock>();
        services.AddHostedService(provider => provider.GetRequiredService<PoolClock>());
        return services;
    }
}
