using System.Collections.Frozen;
using System.Collections.Immutable;
using Yarp.ReverseProxy.Configuration;

namespace MolnOS.Sandbox.Routes;

/// <summary>A route, and what YARP has of it.</summary>
internal sealed record ServedRoute(RouteDefinition Definition, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public IReadOnlyList<RouteConfig> Configs { get; } = RouteMapping.ToServed(Definition);

    /// <summary>Its upstreams; null when it leads to a function.</summary>
    public ClusterConfig? Cluster { get; } = UpstreamMapping.ClusterOf(Definition);
}

/// <summary>Every route at one moment, and which hosts have any.</summary>
internal sealed class RouteTable
{
    private const int LongestHost = 253;

    private readonly FrozenSet<string> _hosts;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly bool _hasWildcards;

    public RouteTable(ImmutableSortedDictionary<string, ServedRoute> routes)
    {
        Routes = routes;
        _hosts = routes.Values.SelectMany(route => route.Definition.Match.Hosts ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _lookup = _hosts.GetAlternateLookup<ReadOnlySpan<char>>();
        _hasWildcards = _hosts.Any(host => host[0] == '*');
        HasRoutesWithoutHost = routes.Values.Any(route => route.Definition.Match.Hosts is null);
    }

    public static RouteTable Empty { get; } = new(ImmutableSortedDictionary.Create<string, ServedRoute>(StringComparer.Ordinal));

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, ServedRoute> Routes { get; }

    /// <summary>Whether any route takes requests of every host.</summary>
    public bool HasRoutesWithoutHost { get; }

    /// <summary>The hosts of routes that a request's <c>Host</c> header falls under, the most exact first.</summary>
    public IReadOnlyList<string> HostsFor(ReadOnlySpan<char> header)
    {
        if (_hosts.Count == 0)
        {
            return [];
        }

        var colon = header.LastIndexOf(':');
        var host = (colon < 0 ? header : header[..colon]).TrimEnd('.');
        List<string>? found = null;
        if (_lookup.TryGetValue(host, out var exact))
        {
            found = [exact];
        }

        if (_hasWildcards && host.Length <= LongestHost)
        {
            AddWildcards(host, ref found);
        }

        return found ?? (IReadOnlyList<string>)[];
    }

    private void AddWildcards(ReadOnlySpan<char> host, ref List<string>? found)
    {
        Span<char> wildcard = stackalloc char[LongestHost + 1];
        for (var dot = host.IndexOf('.'); dot >= 0; dot = NextDot(host, dot))
        {
            wildcard[0] = '*';
            host[dot..].CopyTo(wildcard[1..]);
            if (_lookup.TryGetValue(wildcard[..(host.Length - dot + 1)], out var known))
            {
                (found ??= []).Add(known);
            }
        }
    }

    private static int NextDot(ReadOnlySpan<char> host, int dot)
    {
        var next = host[(dot + 1)..].IndexOf('.');
        return next < 0 ? -1 : dot + 1 + next;
    }
}
