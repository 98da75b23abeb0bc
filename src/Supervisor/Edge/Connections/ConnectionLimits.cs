using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Edge.Connections;

/// <summary>Holds connections to their settings, so that who dribbles or lies idle keeps nothing for long.</summary>
internal sealed class ConnectionLimits(IOptions<ConnectionsOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        var (own, limits) = (options.Value, kestrel.Limits);
        limits.MaxConcurrentConnections = own.Max;
        limits.MaxConcurrentUpgradedConnections = own.Max;
        limits.Http2.MaxStreamsPerConnection = own.MaxStreams;
        limits.RequestHeadersTimeout = own.HeaderTimeout;
        limits.KeepAliveTimeout = own.KeepAlive;
        limits.MinRequestBodyDataRate = Rate(own.MinBodyRate, own.RateGrace);
        limits.MinResponseDataRate = Rate(own.MinAnswerRate, own.RateGrace);
    }

    private static MinDataRate? Rate(int bytesPerSecond, TimeSpan grace) => bytesPerSecond == 0 ? null : new MinDataRate(bytesPerSecond, grace);
}
