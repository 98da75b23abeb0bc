using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Events;

/// <summary>An event that somebody wants to emit, checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">Its data, as one line of JSON.</param>
/// <param name="Source">Who emits it.</param>
/// <param name="Chain">The functions it came through.</param>
internal sealed record Emission(string Name, ReadOnlyMemory<byte> Data, string Source, CallChain Chain)
{
    /// <summary>The span that it is emitted in; null outside of any trace.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>How an emission ended.</summary>
internal abstract record EmitOutcome
{
    private EmitOutcome()
    {
    }

    /// <summary>The event is on disk, with a delivery for each subscriber.</summary>
    public sealed record Kept(StoredEventId Id, int Subscribers) : EmitOutcome;

    /// <summary>It is a tick that was kept before.</summary>
    public sealed record Known : EmitOutcome;

    /// <summary>There is no room for it.</summary>
    public sealed record Full(string Reason) : EmitOutcome;
}

/// <summary>Takes events in: first onto the disk, then on their way.</summary>
internal sealed class EventBus(FunctionCatalog catalog, LaneParts parts, DeliveryLanes lanes)
{
    private const string TickSource = "schedule";

    /// <summary>Keeps an event for those who subscribe to it now.</summary>
    /// <exception cref="StorageException">It was not kept.</exception>
    public Task<EmitOutcome> EmitAsync(Emission emission, CancellationToken cancellationToken) =>
        KeepAsync(emission, catalog.SubscribersOf(emission.Name), mark: null, cancellationToken);

    /// <summary>Keeps the tick of a schedule, for its function alone, unless it was kept before.</summary>
    /// <exception cref="StorageException">It was not kept.</exception>
    public Task<EmitOutcome> EmitTickAsync(string functionId, ScheduleTick tick, CancellationToken cancellationToken) => KeepAsync(
        new Emission(ScheduleTick.EventName, tick.ToJson(), TickSource, CallChain.Outside),
        [functionId],
        new ScheduleMark(new ScheduleKey(functionId, tick.Cron, tick.TimeZone), tick.ScheduledTime),
        cancellationToken);

    private async Task<EmitOutcome> KeepAsync(Emission emission, IReadOnlyCollection<string> wanting, ScheduleMark? mark, CancellationToken cancellationToken)
    {
        var (subscribers, refusing) = (new List<string>(), new List<string>());
        foreach (var functionId in wanting)
        {
            (lanes.TryReserve(functionId) ? subscribers : refusing).Add(functionId);
        }

        EventAddition addition = new EventAddition.Full();
        try
        {
            addition = await parts.Store.AddAsync(
                EventOf(emission, subscribers, refusing) with { Mark = mark }, parts.Options.MaxStoredBytes, lanes.Offer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (addition is not EventAddition.Done)
            {
                subscribers.ForEach(lanes.Unreserve);
            }
        }

        if (addition is EventAddition.Known)
        {
            return new EmitOutcome.Known();
        }

        if (addition is not EventAddition.Done done)
        {
            return new EmitOutcome.Full(
                $"The events that are kept hold {parts.Options.MaxStoredBytes} bytes of data, and none of them is finished. "
                + "Wait until some are delivered, purge dead letters, or raise Events:MaxStoredBytes.");
        }

        parts.Metrics.Emitted();
        parts.Metrics.Count(DeliveryCount.Dead, refusing.Count);
        return new EmitOutcome.Kept(done.Id, subscribers.Count + refusing.Count);
    }

    private NewEvent EventOf(Emission emission, List<string> subscribers, List<string> refusing) => new()
    {
        Name = emission.Name,
        Source = emission.Source,
        Chain = emission.Chain.ToHeader(),
        Trace = emission.Trace,
        EmittedAt = parts.Time.GetUtcNow(),
        Data = emission.Data,
        Subscribers = subscribers,
        Refusing = refusing,
        RefusedBecause = $"{parts.Options.MaxWaiting} deliveries waited for the function already (Events:MaxWaiting).",
    };
}
