using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace MolnOS.Sandbox.Routes;

/// <summary>Hands YARP the routes that hold now, and tells when it serves them.</summary>
internal sealed class RouteConfigs : IProxyConfigProvider, IConfigChangeListener
{
    private volatile Snapshot _current = new(RouteTable.Empty);

    /// <summary>What holds now.</summary>
    public RouteTable Table => _current.Table;

    /// <summary>Puts other routes in force. Once this ends they hold for every later request; those in flight go on as they began. One call at a time.</summary>
    public Task PublishAsync(RouteTable table)
    {
        var before = _current;
        var next = new Snapshot(table);
        _current = next;
        before.Replaced();
        return next.Applied;
    }

    public IProxyConfig GetConfig() => _current;

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => _current.Fail(exception);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // It matters when they are applied.
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
        foreach (var snapshot in proxyConfigs.OfType<Snapshot>())
        {
            snapshot.Fail(exception);
        }
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        foreach (var snapshot in proxyConfigs.OfType<Snapshot>())
        {
            snapshot.Serve();
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "It is cancelled once, and nobody waits for it by a handle or a time, so it holds nothing.")]
    private sealed class Snapshot(RouteTable table) : IProxyConfig
    {
        private readonly TaskCompletionSource _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _replaced = new();
        private IChangeToken? _token;

        public RouteTable Table => table;

        public Task Applied => _applied.Task;

        public IReadOnlyList<RouteConfig> Routes { get; } = [.. table.Routes.Values.SelectMany(route => route.Configs)];

        public IReadOnlyList<ClusterConfig> Clusters { get; } =
            [new ClusterConfig { ClusterId = RouteMapping.FunctionCluster }, .. table.Routes.Values.Select(route => route.Cluster).OfType<ClusterConfig>()];

        public IChangeToken ChangeToken => _token ??= new CancellationChangeToken(_replaced.Token);

        public void Replaced() => _replaced.Cancel();

        public void Serve() => _applied.TrySetResult();

        public void Fail(Exception exception) => _applied.TrySetException(exception);
    }
}
