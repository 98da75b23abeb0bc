using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Json;
using Yarp.ReverseProxy.Configuration;

namespace MolnOS.Sandbox.Routes;

/// <summary>Registers the routes that administrators make, and puts YARP behind them.</summary>
internal static class RoutesSlice
{
    public static void AddRoutes(this IServiceCollection services)
    {
        services.AddOptions<RoutesOptions>().BindConfiguration(RoutesOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RoutesOptions>, RoutesOptionsValidator>();
        services.AddReverseProxy();
        // YARP brings data protection for session affinity, which nothing here uses: no key file shall be written for it.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        // It also brings ASP.NET's authorization, whose middleware would join every request's way. Who may call what is decided in Access.
        services.RemoveAll<IAuthorizationHandlerProvider>();
        services.AddSingleton<RouteConfigs>();
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<RouteConfigs>());
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<RouteConfigs>());
        services.AddSingleton<MatcherPolicy, RouteTies>();
        services.AddSingleton<RouteInput>();
        services.AddSingleton<RouteCheck>();
        services.AddSingleton<RouteRegistry>();
        services.AddSingleton<RouteMatching>();
        services.AddHostedService<RoutesLoad>();
        services.AddApiTypes(RoutesJson.Default);
    }

    /// <summary>Requests to the hosts of routes go there.</summary>
    public static void UseRoutesOfHosts(this IApplicationBuilder app) => app.Use(app.ApplicationServices.GetRequiredService<RouteMatching>().HostsFirst);

    /// <summary>What the server has no address for goes to routes without a host.</summary>
    public static void UseRoutesWithoutHost(this IApplicationBuilder app) => app.Use(app.ApplicationServices.GetRequiredService<RouteMatching>().OthersLast);
}
