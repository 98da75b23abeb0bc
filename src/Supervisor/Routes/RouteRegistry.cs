using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;
using Yarp.ReverseProxy.Configuration;

namespace MolnOS.Sandbox.Routes;

/// <summary>Changes routes, one at a time. What is answered is on disk and holds for every later request.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The turn is never waited for by a handle, so it holds nothing.")]
internal sealed class RouteRegistry(RouteConfigs configs, IRouteStore store, RouteCheck check, TimeProvider time, IOptions<RoutesOptions> options)
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Makes a route, or puts it in the place of the one with its name.</summary>
    /// <returns>The route, and whether there was none of its name.</returns>
    /// <exception cref="RefusedException">It may not be.</exception>
    public async Task<(ServedRoute Route, bool IsNew)> PutAsync(RouteDefinition definition, CancellationToken cancellationToken)
    {
        await check.DemandAsync(definition);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var routes = configs.Table.Routes;
            var before = routes.GetValueOrDefault(definition.Name);
            if (before is null && routes.Count >= options.Value.MaxRoutes)
            {
                throw new RefusedException(StatusCodes.Status409Conflict, $"There are {routes.Count} routes, and no more are kept: delete one first, or raise Routes:MaxRoutes.");
            }

            var now = time.GetUtcNow();
            var route = new ServedRoute(definition, before?.CreatedAt ?? now, now);
            var text = JsonSerializer.Serialize(definition, RoutesJson.Default.RouteDefinition);
            await store.PutAsync(new StoredRoute(definition.Name, text, route.CreatedAt, route.UpdatedAt), CancellationToken.None);
            await configs.PublishAsync(new RouteTable(routes.SetItem(definition.Name, route)));
            return (route, before is null);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Removes a route; false when there is none.</summary>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!await store.RemoveAsync(name, CancellationToken.None))
            {
                return false;
            }

            await configs.PublishAsync(new RouteTable(configs.Table.Routes.Remove(name)));
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>Asks YARP whether it can serve a route, and the catalog whether there is its function.</summary>
internal sealed class RouteCheck(IConfigValidator validator, FunctionCatalog catalog)
{
    /// <summary>Goes on when a route can be served.</summary>
    /// <exception cref="RefusedException">It cannot.</exception>
    public async Task DemandAsync(RouteDefinition route)
    {
        if (route.Function is not null && !catalog.TryFind(route.Function, out _))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, "function is not the id or name of a function: deploy it first.");
        }

        if (await FaultOfAsync(route) is { } fault)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, fault);
        }
    }

    /// <summary>Why YARP could not serve a route; null when it could.</summary>
    public async Task<string?> FaultOfAsync(RouteDefinition route)
    {
        var faults = await validator.ValidateRouteAsync(RouteMapping.ToChecked(route));
        if (UpstreamMapping.ClusterOf(route) is { } cluster)
        {
            faults = [.. faults, .. await validator.ValidateClusterAsync(cluster)];
        }

        return faults.Count == 0 ? null : string.Join(' ', faults.Select(fault => fault.Message));
    }
}
