using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary>Registers what stands behind the global <c>fetch</c> of functions.</summary>
internal static class FetchSlice
{
    public static IServiceCollection AddFetch(this IServiceCollection services)
    {
        services.AddOptions<FetchOptions>().BindConfiguration(FetchOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FetchOptions>, FetchOptionsValidator>();
        services.AddSingleton<IValidateOptions<FetchOptions>, FetchOptionsRules>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<FetchOptions>>().Value);
        services.AddSingleton<ResolveName>(NameLookup.ResolveAsync);
        services.AddSingleton<ConnectTo>(HostConnector.ConnectAsync);
        services.AddSingleton<PrivateHosts>();
        services.AddSingleton<HostConnector>();
        services.AddSingleton<FetchClient>();
        services.AddSingleton<FetchSlots>();
        services.AddSingleton<FetchMetrics>();
        services.AddSingleton<FetchSessions>();
        services.AddSingleton<FetchParts>();
        services.AddSingleton<Binding, FetchBinding>();
        return services;
    }
}
