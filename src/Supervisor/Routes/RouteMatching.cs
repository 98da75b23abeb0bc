using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Routes;

/// <summary>
/// Looks for the route of a request, and serves it there. This is a matcher of its own, beside that of the server's API: so routes of a host come before the
/// API, routes without one behind it, and however many there are, they make no part of the API slower.
/// </summary>
internal sealed class RouteMatching
{
    private readonly RouteConfigs _configs;
    private readonly RequestDelegate _serve;

    public RouteMatching(IServiceProvider services, RouteConfigs configs)
    {
        _configs = configs;
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.Use(static next => context => ServeAsync(context, next));
        app.UseEndpoints(endpoints => endpoints.MapReverseProxy(pipeline => Pipeline(pipeline, services)).Add(TakePreflights));
        app.Run(static _ => Task.CompletedTask);
        _serve = app.Build();
    }

    /// <summary>A step that serves requests to the hosts of routes, before the server's own addresses are looked at.</summary>
    public RequestDelegate HostsFirst(RequestDelegate next) => context =>
        _configs.Table.HostsFor(context.Request.Host.Value) is { Count: > 0 } hosts ? TryAsync(context, hosts, next) : next(context);

    /// <summary>A step that serves what the server has no address for, by routes without a host.</summary>
    public RequestDelegate OthersLast(RequestDelegate next) => context =>
        context.GetEndpoint() is null && _configs.Table.HasRoutesWithoutHost && !ReservedPaths.Covers(context.Request.Path.Value)
            ? TryAsync(context, [RouteMapping.AnyHost], next)
            : next(context);

    private async Task TryAsync(HttpContext context, IReadOnlyList<string> hosts, RequestDelegate next)
    {
        var path = context.Request.Path;
        foreach (var host in hosts)
        {
            context.Features.Set(new AskedPath(path));
            context.Request.Path = $"/{host}{path}";
            await _serve(context);
            if (context.GetEndpoint() is not null)
            {
                return;
            }
        }

        await next(context);
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Path = context.Features.Get<AskedPath>()!.Path;
        await next(context);
        if (context.GetEndpoint() is not (null or RouteEndpoint) && !context.Response.HasStarted)
        {
            // Routing's own answer: the path is there, the method is not.
            await ErrorAnswer.For(context.Response.StatusCode, $"This address only accepts {context.Response.Headers.Allow}").WriteAsync(context);
        }
    }

    /// <summary>A page's question whether it may use a method goes where that method goes; who is asked there answers it.</summary>
    private static void TakePreflights(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().FirstOrDefault() is { } methods)
        {
            endpoint.Metadata.Remove(methods);
            endpoint.Metadata.Add(new HttpMethodMetadata(methods.HttpMethods, acceptCorsPreflight: true));
        }
    }

    private static void Pipeline(IReverseProxyApplicationBuilder pipeline, IServiceProvider services)
    {
        // Made at the first request: what stands behind it needs a started server.
        var step = new Lazy<FunctionRouteStep>(services.GetRequiredService<FunctionRouteStep>);
        pipeline.Use(static next => context => UpstreamErrors.InvokeAsync(context, next));
        pipeline.Use(next => context =>
            RouteMapping.FunctionOf(context.GetReverseProxyFeature().Route.Config) is { } function ? step.Value.HandleAsync(context, function) : next(context));
        pipeline.UseSessionAffinity();
        pipeline.UseLoadBalancing();
        pipeline.UsePassiveHealthChecks();
    }

    /// <summary>The path as it was asked for, while routing looks at it with the host before it.</summary>
    private sealed record AskedPath(PathString Path);
}
