using MolnOS.Sandbox.Hosting.ApiDocument;

namespace MolnOS.Sandbox.Access;

/// <summary>Who a route admits. A route without a rule admits nobody.</summary>
internal abstract record AccessRule
{
    private AccessRule()
    {
    }

    /// <summary>Everybody, with or without a token.</summary>
    public sealed record Open : AccessRule;

    /// <summary>Whoever has a token of ours.</summary>
    public sealed record AnyCaller : AccessRule;

    /// <summary>Whoever holds a permission.</summary>
    public sealed record Holder(Permission Permission) : AccessRule;

    /// <summary>Whoever holds a permission on the resource that a value of the route names.</summary>
    public sealed record HolderOn(Permission Permission, string RouteValue) : AccessRule;

    /// <summary>Everybody where the resource that a value of the route names is open to all; else whoever holds a permission on it.</summary>
    public sealed record OpenOrHolderOn(Permission Permission, string RouteValue, Func<HttpContext, ValueTask<bool>> IsOpen) : AccessRule;

    /// <summary>Whoever holds a permission on the resource that the query or the body names, which the endpoint finds and demands.</summary>
    public sealed record Demanded(Permission Permission) : AccessRule;
}

/// <summary>Declares the rule of a route.</summary>
internal static class AccessRules
{
    public static TBuilder AdmitEverybody<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.Open());

    public static TBuilder RequireCaller<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.AnyCaller(), new NeedsToken(Permission: null)).MayRefuse(401);

    public static TBuilder RequirePermission<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule.Holder(permission), new NeedsToken(permission.ToString())).MayRefuse(401, 403);

    /// <summary>Asks for a permission on one resource, such as <c>databases.table.read:users</c>.</summary>
    /// <param name="route">A route with a value that names the resource.</param>
    /// <param name="permission">The permission, without a target.</param>
    /// <param name="routeValue">Name of that value in the route's pattern.</param>
    public static TBuilder RequirePermissionOn<TBuilder>(this TBuilder route, Permission permission, string routeValue)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule.HolderOn(permission, routeValue), new NeedsToken($"{permission}:{{{routeValue}}}")).MayRefuse(401, 403);

    /// <summary>Asks for a permission on one resource, unless that is open to everybody. Who may read it without a token is not asked for one.</summary>
    /// <param name="route">A route with a value that names the resource.</param>
    /// <param name="permission">The permission, without a target.</param>
    /// <param name="routeValue">Name of that value in the route's pattern.</param>
    /// <param name="isOpen">Whether the resource of a request is open to all; false where there is none, so that nobody can tell the two apart.</param>
    public static TBuilder RequirePermissionOnUnless<TBuilder>(
        this TBuilder route, Permission permission, string routeValue, Func<HttpContext, ValueTask<bool>> isOpen)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule.OpenOrHolderOn(permission, routeValue, isOpen), new NeedsToken($"{permission}:{{{routeValue}}}", IsOptional: true)).MayRefuse(401, 403);

    /// <summary>Asks for a permission on a resource that only the endpoint can find; it must call <see cref="AccessDemand.Demand"/> before it does anything.</summary>
    public static TBuilder RequirePermissionInside<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule.Demanded(permission), new NeedsToken(permission.ToString())).MayRefuse(401, 403);
}
