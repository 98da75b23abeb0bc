using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Routes;

/// <summary>The permissions that the HTTP API of routes asks for; all but the first are about one route.</summary>
internal static class RoutePermissions
{
    /// <summary>The list of all.</summary>
    public static Permission List { get; } = Permission.Parse("routes.read");

    public static Permission Read { get; } = Permission.Parse("routes.route.read");

    /// <summary>Making and replacing.</summary>
    public static Permission Write { get; } = Permission.Parse("routes.route.write");

    /// <summary>Besides <see cref="Write"/>, for a route to upstreams: it lets callers reach addresses that only this machine may reach.</summary>
    public static Permission WriteUpstreams { get; } = Permission.Parse("routes.upstreams.write");

    public static Permission Delete { get; } = Permission.Parse("routes.route.delete");
}
