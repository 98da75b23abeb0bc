using Microsoft.AspNetCore.Routing.Matching;
using Yarp.ReverseProxy.Model;

namespace MolnOS.Sandbox.Routes;

/// <summary>Lets the name decide between two routes that are equal in order and path: without it such a request would fail as ambiguous.</summary>
internal sealed class RouteTies : MatcherPolicy, IEndpointComparerPolicy
{
    /// <summary>The last to be asked.</summary>
    public override int Order => int.MaxValue;

    public IComparer<Endpoint> Comparer { get; } = Comparer<Endpoint>.Create(static (one, other) => string.CompareOrdinal(NameOf(one), NameOf(other)));

    private static string? NameOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<RouteModel>() is { } route ? RouteMapping.NameOf(route.Config) : null;
}
