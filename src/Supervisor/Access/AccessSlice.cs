using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Metrics;

namespace MolnOS.Sandbox.Access;

/// <summary>Registers what this folder offers.</summary>
internal static class AccessSlice
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration("Access").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<IdentityRegistry>();
        services.AddSingleton<Authenticator>();
        services.AddHostedService<FirstAdministrator>();
        services.AddApiTypes(AccessJson.Default);
    }

    /// <summary>Metrics are for holders of <c>metrics.read</c>, or for everybody where the settings say so.</summary>
    public static void AdmitByMetricsSetting(this IEndpointConventionBuilder route, IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<MetricsOptions>>().Value.Public)
        {
            route.AdmitEverybody();
        }
        else
        {
            route.RequirePermission(KnownPermissions.ReadMetrics);
        }
    }
}
