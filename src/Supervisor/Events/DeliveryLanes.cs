using System.Collections.Concurrent;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>
/// Every function's lane. At the start it goes on with what the last server left; when a stop is asked for it begins nothing more, and ends
/// once what runs has ended.
/// </summary>
internal sealed partial class DeliveryLanes(
    LaneParts parts, LaneWork work, FunctionCatalog catalog, IHostApplicationLifetime lifetime, ILogger<DeliveryLanes> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private CancellationTokenRegistration _stopping;
    private volatile bool _isStopped;
    private volatile bool _isDisposed;

    /// <summary>Counts a delivery that is about to be stored; false when too many wait for this function already.</summary>
    public bool TryReserve(string functionId)
    {
        while (true)
        {
            if (LaneOf(functionId).TryReserve() is { } isReserved)
            {
                return isReserved;
            }
        }
    }

    /// <summary>What was reserved was not stored.</summary>
    public void Unreserve(string functionId) => LaneOf(functionId).Drop(1);

    /// <summary>Reserved deliveries are on disk. Returns at once.</summary>
    public void Offer(IReadOnlyList<WaitingDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            LaneOf(delivery.FunctionId).Offer(delivery);
        }
    }

    /// <summary>Deliveries have come into the store by another way, one for each function named. Returns at once.</summary>
    public void Resume(IReadOnlyList<string> functionIds)
    {
        foreach (var group in functionIds.GroupBy(id => id, StringComparer.Ordinal))
        {
            while (!LaneOf(group.Key).Resume(group.LongCount()))
            {
            }
        }
    }

    /// <summary>Lets go of lanes that are of no more use: functions come and go.</summary>
    public void CloseUnused()
    {
        foreach (var lane in _lanes.Where(lane => !parts.Attempt.IsDeployed(lane.Key) && lane.Value.TryClose()))
        {
            _lanes.TryRemove(lane);
            lane.Value.Stop();
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var waiting = await parts.Store.CountWaitingAsync(cancellationToken);
        _stopping = lifetime.ApplicationStopping.Register(Stop);
        catalog.WhenRemoved(Cancel);
        foreach (var (functionId, count) in waiting)
        {
            LaneOf(functionId).Resume(count);
        }

        if (waiting.Count > 0)
        {
            LogResumed(waiting.Values.Sum(), waiting.Count);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Stop();
        return parts.Slots.WhenIdleAsync().WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _stopping.Dispose();
        Stop();
    }

    private Lane LaneOf(string functionId)
    {
        var lane = _lanes.GetOrAdd(functionId, static (id, shared) => new Lane(id, shared.Parts, shared.Work), (Parts: parts, Work: work));
        if (_isStopped)
        {
            lane.Stop();
        }

        return lane;
    }

    private void Stop()
    {
        _isStopped = true;
        foreach (var lane in _lanes.Values)
        {
            lane.Stop();
        }
    }

    private void Cancel(DeployedFunction function) => _ = CancelAsync(function.Id);

    private async Task CancelAsync(string functionId)
    {
        if (!_isDisposed && _lanes.TryGetValue(functionId, out var lane))
        {
            await work.CancelAsync(lane).ConfigureAwait(false);
        }
    }

    [LoggerMessage(700, LogLevel.Information, "{Deliveries} deliveries of events to {Functions} functions wait from before the start.")]
    private partial void LogResumed(long deliveries, int functions);
}
