using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Invocation;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Registers what this folder offers, and puts functions behind YARP's routes.</summary>
internal static class TriggersSlice
{
    public static void AddTriggers(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindConfiguration("Http").ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>(static (kestrel, http) =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = http.Value.MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = HttpOptions.MaxHeaderCount;
            kestrel.Limits.MaxRequestLineSize = HttpOptions.MaxRequestLineBytes;
        });
        services.AddReverseProxy();
        // YARP brings data protection for session affinity, which nothing here uses: no key file shall be written for it.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        // It also brings ASP.NET's authorization, whose middleware would join every request's way. Who may call what is decided in Access.
        services.RemoveAll<IAuthorizationHandlerProvider>();
        services.AddSingleton<IProxyConfigProvider, FunctionRoutes>();
        services.AddSingleton<RunAccess>();
        services.AddSingleton<RequestReader>();
        services.AddSingleton<ChainCheck>();
        services.AddSingleton<CallAdmission>();
        services.AddSingleton<InvokeAdmission>();
        services.AddSingleton<TriggerMetrics>();
        services.AddSingleton<InvokeFunction>(provider => provider.GetRequiredService<Invoker>().InvokeAsync);
        services.AddSingleton(static provider => new Lazy<InvokeFunction>(provider.GetRequiredService<InvokeFunction>));
        services.AddSingleton<Binding, FunctionsBinding>();
        services.AddSingleton<HttpTrigger>();
        services.AddSingleton<EventTrigger>();
        // Found at the first event: what it calls can emit, and so has this delegate behind it.
        services.AddSingleton<DeliverEvent>(provider => (function, call) => provider.GetRequiredService<EventTrigger>().DeliverAsync(function, call));
        services.AddSingleton<FunctionRouteStep>();
    }

    /// <summary>Whether a request goes to a function or another of YARP's routes, which have steps of their own for access and errors.</summary>
    public static bool IsProxied(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is not null;

    public static void MapTriggers(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        // Counters are there from the start.
        services.GetRequiredService<TriggerMetrics>();
        services.GetRequiredService<ChainLimit>();
        // Made at the first request: what stands behind it needs a started server.
        var step = new Lazy<FunctionRouteStep>(services.GetRequiredService<FunctionRouteStep>);
        routes.MapReverseProxy(pipeline =>
        {
            pipeline.Use(next => context => step.Value.InvokeAsync(context, next));
            pipeline.UseSessionAffinity();
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        });
    }
}
