using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting;

/// <summary>The time between the wish to stop and the moment when calls in flight must end.</summary>
internal sealed class GracePeriod : IDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenRegistration _stopping;

    public GracePeriod(IHostApplicationLifetime lifetime, IOptions<HostingOptions> options, TimeProvider time)
    {
        _ended = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.Register(() => _ended.CancelAfter(options.Value.ShutdownGrace));
    }

    /// <summary>Fires when the grace is over: whoever still runs a call ends it with an error now.</summary>
    public CancellationToken Ended => _ended.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _ended.Dispose();
    }
}
