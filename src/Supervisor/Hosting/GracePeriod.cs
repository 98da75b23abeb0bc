using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Connections;

namespace MolnOS.Sandbox.Hosting;

/// <summary>The time between the wish to stop and the moment when calls in flight must end.</summary>
internal sealed class GracePeriod : IDisposable
{
    /// <summary>Time the server gives itself after the grace to close what is still open.</summary>
    private static readonly TimeSpan s_closingTime = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenRegistration _stopping;
    private readonly IOptionsMonitor<HostingOptions> _options;

    public GracePeriod(IHostApplicationLifetime lifetime, IOptionsMonitor<HostingOptions> options, IOptions<HostOptions> host, TimeProvider time)
    {
        _options = options;
        _ended = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.Register(() =>
        {
            // The grace may be another than at the start, and the host asks for its limit after this.
            host.Value.ShutdownTimeout = LongestStop;
            _ended.CancelAfter(options.CurrentValue.ShutdownGrace);
        });
    }

    /// <summary>Fires when the grace is over: whoever still runs a call ends it with an error now.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>How long a stop takes at most.</summary>
    public TimeSpan LongestStop => FrontDoor.Patience + _options.CurrentValue.ShutdownGrace + s_closingTime;

    public void Dispose()
    {
        _stopping.Dispose();
        _ended.Dispose();
    }
}
