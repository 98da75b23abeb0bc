using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>What lanes do outside their locks: ask the store, call functions, record what came of it.</summary>
internal sealed partial class LaneWork(LaneParts parts, ILogger<LaneWork> logger)
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    /// <summary>Asks the store for what is due. Returns at once.</summary>
    public void BeginRead(Lane lane, DueRange range) => ThreadPool.UnsafeQueueUserWorkItem(
        static work => _ = work.This.ReadAsync(work.Lane, work.Range), (This: this, Lane: lane, Range: range), preferLocal: false);

    /// <summary>Makes an attempt, whose slot is taken. Returns at once.</summary>
    public void BeginRun(Lane lane, WaitingDelivery delivery) => ThreadPool.UnsafeQueueUserWorkItem(
        static work => _ = work.This.RunAsync(work.Lane, work.Delivery), (This: this, Lane: lane, Delivery: delivery), preferLocal: false);

    /// <summary>Cancels every delivery that waits for a removed function.</summary>
    public async Task CancelAsync(Lane lane)
    {
        // The first step is queued before anything else can be: a function that is deployed with the same id comes after it.
        var (step, cancelled) = (parts.Store.CancelStepAsync(lane.FunctionId, upTo: null, CancellationToken.None), 0);
        lane.DropReady();
        try
        {
            while (true)
            {
                var done = await step.ConfigureAwait(false);
                lane.Drop(done.Cancelled);
                cancelled += done.Cancelled;
                if (done.UpTo is not { } upTo)
                {
                    break;
                }

                step = parts.Store.CancelStepAsync(lane.FunctionId, upTo, CancellationToken.None);
            }
        }
        catch (Exception error)
        {
            // Each is cancelled at its turn then.
            LogStoreFailed(lane.FunctionId, error);
        }

        parts.Metrics.Count(DeliveryCount.Cancelled, cancelled);
        if (cancelled > 0)
        {
            LogCancelled(cancelled, lane.FunctionId);
        }

        lane.Resume(deliveries: 0);
    }

    private async Task ReadAsync(Lane lane, DueRange range)
    {
        try
        {
            lane.Absorb(await parts.Store.ReadDueAsync(range, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            // The store may come back: it is asked again.
            LogStoreFailed(lane.FunctionId, error);
            lane.Absorb(new DuePage([], HasMore: true, NextDueAt: null), StorePause);
        }
    }

    private async Task RunAsync(Lane lane, WaitingDelivery delivery)
    {
        parts.Metrics.AddRunning(1);
        if (delivery.Attempts == 0)
        {
            parts.Metrics.Began(parts.Time.GetUtcNow() - delivery.Event.EmittedAt);
        }

        switch (await parts.Attempt.RunAsync(delivery, parts.Time).ConfigureAwait(false))
        {
            case DeliveryStep.Record record:
                await RecordAsync(lane, delivery, record.End).ConfigureAwait(false);
                break;
            case DeliveryStep.Postpone postpone:
                parts.Metrics.Count(DeliveryCount.Postponed);
                lane.PutBack(delivery, postpone.Pause);
                break;
            case DeliveryStep.Leave:
                lane.PutBack(delivery, StorePause);
                break;
        }

        parts.Metrics.AddRunning(-1);
        parts.Slots.Release();
        lane.Advance();
    }

    private async Task RecordAsync(Lane lane, WaitingDelivery delivery, DeliveryEnd end)
    {
        // A slot is not free before its end is on disk: no more than the slots can be repeated by a crash, nor pile up before a slow disk.
        var wasWaiting = false;
        for (var isTold = false; !isTold;)
        {
            try
            {
                wasWaiting = await parts.Store.RecordAsync(delivery.Id, end, CancellationToken.None).ConfigureAwait(false);
                isTold = true;
            }
            catch (Exception error)
            {
                LogStoreFailed(lane.FunctionId, error);
                if (lane.IsStopped)
                {
                    // It will be delivered once more: at least once is what is promised.
                    break;
                }

                await Task.Delay(StorePause, parts.Time).ConfigureAwait(false);
            }
        }

        lane.Ended(delivery, end, wasWaiting);
        if (wasWaiting)
        {
            parts.Metrics.Count(CountOf(end));
        }
    }

    private static DeliveryCount CountOf(DeliveryEnd end) => end switch
    {
        DeliveryEnd.Delivered => DeliveryCount.Delivered,
        DeliveryEnd.Failed => DeliveryCount.Retried,
        DeliveryEnd.Dead => DeliveryCount.Dead,
        _ => DeliveryCount.Cancelled,
    };

    [LoggerMessage(703, LogLevel.Error, "The events of the function {FunctionId} cannot be read or recorded; it is tried again.")]
    private partial void LogStoreFailed(string functionId, Exception error);

    [LoggerMessage(704, LogLevel.Information, "{Count} deliveries of events were cancelled with the function {FunctionId}.")]
    private partial void LogCancelled(int count, string functionId);
}
