using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Access.Jwt;
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
        services.AddAudit();
        services.AddJwt();
        services.AddHostedService<FirstAdministrator>();
        services.AddApiTypes(AccessJson.Default);
    }

    private static void AddJwt(this IServiceCollection services)
    {
        services.AddOptions<AuthOptions>().BindConfiguration("Auth").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsRules>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<AuthorityKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<AuthorityKeys>());
        services.AddSingleton<JwtCallers>();
        services.AddSingleton(provider => new Authenticator(
            provider.GetRequiredService<AccountDirectory>(),
            provider.GetRequiredService<IOptions<AuthOptions>>().Value is { JwtSecret: null, Authority: null } ? null : provider.GetRequiredService<JwtCallers>()));
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
