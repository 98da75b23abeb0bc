using System.Globalization;
using MolnOS.Sandbox.Triggers;
using Yarp.ReverseProxy.Configuration;

namespace MolnOS.Sandbox.Routes;

/// <summary>
/// Puts a route into YARP's words. The host becomes the first segment of the path, by which <see cref="RouteMatching"/> asks: so a thousand hosts are one
/// look into a table, where a list of hosts would be gone through for each request. Pure.
/// </summary>
internal static class RouteMapping
{
    /// <summary>YARP wants a cluster for each route; nothing is ever forwarded to this one.</summary>
    public const string FunctionCluster = "@functions";

    /// <summary>The first segment of routes without hosts.</summary>
    public const string AnyHost = "*";

    private const string FunctionKey = "molnos.function";
    private const string PrefixKey = "molnos.prefix";
    private const string PathKey = "molnos.path";
    private const string NameKey = "molnos.route";

    /// <summary>The route as YARP would have it, for its checks.</summary>
    public static RouteConfig ToChecked(RouteDefinition route) => new()
    {
        RouteId = route.Name,
        ClusterId = route.Upstreams is null ? FunctionCluster : route.Name,
        Transforms = route.Upstreams?.Transforms,
        Order = route.Order,
        Match = new RouteMatch
        {
            Path = route.Match.Path,
            Hosts = route.Match.Hosts,
            Methods = MethodsOf(route.Match.Methods),
            Headers = route.Match.Headers?.Select(ToHeader).ToList(),
        },
    };

    /// <summary>The route as YARP gets it: one for each host.</summary>
    public static IReadOnlyList<RouteConfig> ToServed(RouteDefinition route)
    {
        var whole = ToChecked(route) with { Metadata = MetadataOf(route) };
        return [.. (route.Match.Hosts ?? [AnyHost]).Select(host => whole with
        {
            RouteId = $"{route.Name}@{host}",
            Match = whole.Match with { Hosts = null, Path = $"/{host}{route.Match.Path}" },
        })];
    }

    /// <summary>The function that a route leads to; null when it leads elsewhere.</summary>
    public static FunctionAddress? FunctionOf(RouteConfig route) => route.Metadata!.TryGetValue(FunctionKey, out var function)
        ? new FunctionAddress(function, MayBeName: true, int.Parse(route.Metadata[PrefixKey], CultureInfo.InvariantCulture), route.Metadata[PathKey])
        : null;

    /// <summary>The name of a route.</summary>
    public static string NameOf(RouteConfig route) => route.Metadata![NameKey];

    private static Dictionary<string, string> MetadataOf(RouteDefinition route)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [NameKey] = route.Name };
        if (route.Function is not null)
        {
            metadata[FunctionKey] = route.Function;
            metadata[PathKey] = route.Match.Path;
            metadata[PrefixKey] = PathPattern.PrefixSegments(route.Match.Path).ToString(CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    private static IReadOnlyList<string>? MethodsOf(IReadOnlyList<string>? methods) =>
        methods?.Contains(HttpMethods.Get, StringComparer.Ordinal) == true ? [.. methods.Append(HttpMethods.Head).Distinct(StringComparer.Ordinal)] : methods;

    private static RouteHeader ToHeader(HeaderCondition header) => new()
    {
        Name = header.Name,
        Values = header.Values,
        Mode = header.Mode switch
        {
            "prefix" => HeaderMatchMode.HeaderPrefix,
            "contains" => HeaderMatchMode.Contains,
            "notContains" => HeaderMatchMode.NotContains,
            "exists" => HeaderMatchMode.Exists,
            "notExists" => HeaderMatchMode.NotExists,
            _ => HeaderMatchMode.ExactHeader,
        },
    };
}
