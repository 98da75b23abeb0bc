using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Invocation;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Registers what this folder offers, and maps the address at which functions run.</summary>
internal static class TriggersSlice
{
    public static void AddTriggers(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindConfiguration("Http").ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>(static (kestrel, http) =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = http.Value.MaxHeaderBytes;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = http.Value.MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = http.Value.MaxHeaderCount;
            kestrel.Limits.MaxRequestLineSize = http.Value.MaxRequestLineBytes;
        });
        services.AddSingleton<RunAccess>();
        services.AddSingleton<RequestReader>();
        services.AddSingleton<ChainCheck>();
        services.AddSingleton<CallAdmission>();
        services.AddSingleton<ServerTiming>();
        services.AddSingleton<InvokeAdmission>();
        services.AddSingleton<TriggerMetrics>();
        services.AddSingleton<InvokeFunction>(provider => provider.GetRequiredService<TracedInvoker>().InvokeAsync);
        services.AddSingleton(static provider => new Lazy<InvokeFunction>(provider.GetRequiredService<InvokeFunction>));
        services.AddSingleton<Binding, FunctionsBinding>();
        services.AddSingleton<HttpTrigger>();
        services.AddSingleton<EventTrigger>();
        // Found at the first event: what it calls can emit, and so has this delegate behind it.
        services.AddSingleton<DeliverEvent>(provider => (function, call) => provider.GetRequiredService<EventTrigger>().DeliverAsync(function, call));
        services.AddSingleton<FunctionRouteStep>();
    }

    /// <summary>Whether a request goes to a function, which has steps of its own for access and errors.</summary>
    public static bool RunsFunction(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RunsFunction>() is not null;

    public static void MapTriggers(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        // Counters are there from the start.
        services.GetRequiredService<TriggerMetrics>();
        services.GetRequiredService<ChainLimit>();
        // Made at the first request: what stands behind it needs a started server.
        var step = new Lazy<FunctionRouteStep>(services.GetRequiredService<FunctionRouteStep>);
        RequestDelegate run = context => step.Value.HandleAsync(context, FunctionAddress.Of(context.Request.RouteValues["id"] as string));
        routes.Map(FunctionAddress.RunPattern, run).WithMetadata(new RunsFunction()).ExcludeFromDescription();
        // Without an id there is no function: else management would take "run" for one.
        routes.Map("/functions/run", run).WithMetadata(new RunsFunction()).ExcludeFromDescription();
    }
}

/// <summary>Metadata of an endpoint that runs a function.</summary>
internal sealed class RunsFunction;
