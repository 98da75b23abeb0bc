using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Json;

namespace MolnOS.Sandbox.Observability;

/// <summary>Registers the log of functions and others, and the statistics of functions. Needs the stores of Persistence and a <see cref="ReadWorkersInUse"/>; add it before what writes to it, so that it stops after.</summary>
internal static class ObservabilitySlice
{
    public static IServiceCollection AddObservability(this IServiceCollection services)
    {
        services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LogOptions>, LogOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InvocationStatistics>();
        services.AddSingleton<LogQueue>();
        services.AddSingleton(provider => new LogFollowers(provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton<FunctionLog>();
        services.AddSingleton<ServiceLog>();
        services.AddApiTypes(ObservabilityJson.Default);
        services.AddHostedService<LogWriter>();
        services.AddHostedService<LogUpkeep>();
        services.AddHostedService<HistoryClock>();
        return services;
    }
}
