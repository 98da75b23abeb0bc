using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace MolnOS.Sandbox.Triggers;

/// <summary>The routes that YARP serves: for now the built-in one to functions.</summary>
internal sealed class FunctionRoutes : IProxyConfigProvider
{
    /// <summary>Metadata of a route that ends in a function, in this process.</summary>
    public const string FunctionKind = "molnos.function";

    /// <summary>The path that runs a function.</summary>
    public const string RunPattern = "/functions/run/{id}/{**subpath}";

    /// <summary>YARP wants a cluster for each route; nothing is ever forwarded to this one.</summary>
    private const string Cluster = "functions";

    private readonly Fixed _config = new();

    public IProxyConfig GetConfig() => _config;

    private sealed class Fixed : IProxyConfig
    {
        public IReadOnlyList<RouteConfig> Routes { get; } =
        [
            ToFunction("functions-run", RunPattern),
            // Without an id there is no function: else management would take "run" for one.
            ToFunction("functions-run-none", "/functions/run"),
        ];

        public IReadOnlyList<ClusterConfig> Clusters { get; } = [new ClusterConfig { ClusterId = Cluster }];

        public IChangeToken ChangeToken { get; } = new CancellationChangeToken(CancellationToken.None);

        private static RouteConfig ToFunction(string id, string path) => new()
        {
            RouteId = id,
            ClusterId = Cluster,
            Match = new RouteMatch { Path = path },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [FunctionKind] = bool.TrueString },
        };
    }
}
