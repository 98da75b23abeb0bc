using Microsoft.AspNetCore.Http.HttpResults;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Routes;

/// <summary><c>/routes</c>.</summary>
internal static class RouteEndpoints
{
    private const int MaxBodyBytes = 256 * 1024;

    public static void MapRoutes(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").WithTags("Routes").MayRefuse(400, 503);
        routes.RefuseUnknownQuery();
        routes.MapGet("/routes", List).RequirePermission(RoutePermissions.List).WithSummary("Every route, in order of names.");
        routes.MapGet("/routes/{name}", Get).RequirePermissionOn(RoutePermissions.Read, "name").MayRefuse(404).WithSummary("One route.");
        routes.MapPut("/routes/{name}", PutAsync)
            .RequirePermissionOn(RoutePermissions.Write, "name")
            .Accepts<RouteBody>("application/json")
            .MayRefuse(409, 413, 415, 507)
            .WithSummary("Makes a route, or replaces it. It holds once this is answered; requests in flight go on as they began.");
        routes.MapDelete("/routes/{name}", RemoveAsync)
            .RequirePermissionOn(RoutePermissions.Delete, "name")
            .MayRefuse(404, 507)
            .WithSummary("Removes a route; requests in flight go on.");
    }

    private static RoutesAnswer List(RouteConfigs configs)
    {
        var routes = configs.Table.Routes;
        return new RoutesAnswer(routes.Count, [.. routes.Values.Select(RouteView.Of)]);
    }

    private static RouteAnswer Get(string name, RouteConfigs configs) =>
        new(RouteView.Of(configs.Table.Routes.GetValueOrDefault(name) ?? throw NoRoute(name)));

    private static async Task<Results<Ok<RouteAnswer>, Created<RouteAnswer>>> PutAsync(string name, HttpContext context, RouteInput input, RouteRegistry registry)
    {
        using var body = await context.ReadJsonAsync(MaxBodyBytes);
        var definition = input.Read(name, body.Bytes);
        if (definition.Upstreams is not null)
        {
            context.Demand(RoutePermissions.WriteUpstreams, name);
        }

        var (route, isNew) = await registry.PutAsync(definition, context.RequestAborted);
        var answer = new RouteAnswer(RouteView.Of(route));
        return isNew ? TypedResults.Created($"/routes/{name}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<DoneAnswer> RemoveAsync(string name, RouteRegistry registry, CancellationToken cancellationToken) =>
        await registry.RemoveAsync(name, cancellationToken) ? new DoneAnswer($"The route {name} was removed.") : throw NoRoute(name);

    private static RefusedException NoRoute(string name) => new(StatusCodes.Status404NotFound, $"There is no route {name}.");
}
