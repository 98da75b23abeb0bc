using System.Globalization;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace MolnOS.Sandbox.Routes;

/// <summary>Puts the upstreams of a route into YARP's words. Pure.</summary>
internal static class UpstreamMapping
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(100);

    /// <summary>The cluster of a route, which has its name; null when it leads to a function.</summary>
    public static ClusterConfig? ClusterOf(RouteDefinition route) => route.Upstreams is not { } upstreams ? null : new ClusterConfig
    {
        ClusterId = route.Name,
        LoadBalancingPolicy = upstreams.LoadBalancing,
        Destinations = upstreams.Destinations.ToDictionary(
            destination => destination.Key,
            destination => new DestinationConfig { Address = destination.Value.Address, Health = destination.Value.Health },
            StringComparer.OrdinalIgnoreCase),
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = Span(upstreams.TimeoutMs) ?? s_silence },
        HealthCheck = new HealthCheckConfig
        {
            Active = ActiveOf(upstreams.HealthCheck?.Active),
            Passive = PassiveOf(upstreams.HealthCheck?.Passive),
            // By default YARP asks all servers again when none is well; a clear 503 at once is better than a slow failure.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyAndUnknown,
        },
        Metadata = MetadataOf(upstreams.HealthCheck),
    };

    private static ActiveHealthCheckConfig? ActiveOf(ActiveHealth? active) => active is null ? null : new ActiveHealthCheckConfig
    {
        Enabled = true,
        Path = active.Path,
        Interval = Span(active.IntervalMs),
        Timeout = Span(active.TimeoutMs),
        Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
    };

    private static PassiveHealthCheckConfig? PassiveOf(PassiveHealth? passive) => passive is null ? null : new PassiveHealthCheckConfig
    {
        Enabled = true,
        ReactivationPeriod = Span(passive.ReactivationMs),
        Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate,
    };

    private static Dictionary<string, string> MetadataOf(UpstreamHealth? health)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (health?.Active?.Threshold is { } threshold)
        {
            metadata[ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = threshold.ToString(CultureInfo.InvariantCulture);
        }

        if (health?.Passive?.FailureRate is { } rate)
        {
            metadata[TransportFailureRateHealthPolicyOptions.FailureRateLimitMetadataName] = rate.ToString(CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    private static TimeSpan? Span(int? milliseconds) => milliseconds is { } number ? TimeSpan.FromMilliseconds(number) : null;
}
