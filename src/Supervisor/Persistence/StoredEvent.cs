using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Persistence;

/// <summary>An event that is to be kept.</summary>
internal sealed record NewEvent
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who emitted it.</summary>
    public required string Source { get; init; }

    /// <summary>The functions it came through, as text.</summary>
    public required string Chain { get; init; }

    /// <summary>The span that it was emitted in; null outside of any trace.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>When it was emitted.</summary>
    public required DateTimeOffset EmittedAt { get; init; }

    /// <summary>Its data, as JSON.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Ids of the functions that shall get it.</summary>
    public required IReadOnlyCollection<string> Subscribers { get; init; }

    /// <summary>Ids of the functions for which it is a dead letter from the start.</summary>
    public IReadOnlyCollection<string> Refusing { get; init; } = [];

    /// <summary>Why it is one for them.</summary>
    public string? RefusedBecause { get; init; }

    /// <summary>For the tick of a schedule: the mark that moves on with it. The event is kept only when the mark does.</summary>
    public ScheduleMark? Mark { get; init; }
}

/// <summary>How the keeping of an event ended.</summary>
internal abstract record EventAddition
{
    private EventAddition()
    {
    }

    /// <summary>It is on disk, with its deliveries.</summary>
    public sealed record Done(StoredEventId Id, IReadOnlyList<WaitingDelivery> Deliveries) : EventAddition;

    /// <summary>Its mark was there or beyond already: it was kept before.</summary>
    public sealed record Known : EventAddition;

    /// <summary>There is no room for its data, and nothing finished that could make room.</summary>
    public sealed record Full : EventAddition;
}

/// <summary>What a subscriber is told of an event.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">Who emitted it.</param>
/// <param name="Chain">The functions it came through, as text.</param>
/// <param name="EmittedAt">When.</param>
/// <param name="Data">Its data, as JSON.</param>
internal sealed record StoredEvent(StoredEventId Id, string Name, string Source, string Chain, DateTimeOffset EmittedAt, ReadOnlyMemory<byte> Data)
{
    /// <summary>The span that it was emitted in; null outside of any trace.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>An event on its way to one subscriber.</summary>
/// <param name="Id">Id of this delivery, which its dead letter would have too.</param>
/// <param name="FunctionId">Where to.</param>
/// <param name="Attempts">Attempts that have failed.</param>
/// <param name="Event">What.</param>
internal sealed record WaitingDelivery(long Id, string FunctionId, int Attempts, StoredEvent Event);

/// <summary>What became of an attempt, for the record.</summary>
internal abstract record DeliveryEnd
{
    private DeliveryEnd()
    {
    }

    /// <summary>The subscriber has it.</summary>
    public sealed record Delivered : DeliveryEnd;

    /// <summary>It failed, and is tried again.</summary>
    public sealed record Failed(int Attempts, string Error, DateTimeOffset DueAt) : DeliveryEnd;

    /// <summary>It failed for good.</summary>
    public sealed record Dead(int Attempts, string Error, DateTimeOffset At) : DeliveryEnd;

    /// <summary>The subscriber is none any more.</summary>
    public sealed record Cancelled : DeliveryEnd;
}

/// <summary>Deliveries of one function to read.</summary>
/// <param name="FunctionId">Whose.</param>
/// <param name="Now">Those that are due by then.</param>
/// <param name="Except">Those that the asker has already.</param>
/// <param name="Most">At most so many.</param>
/// <param name="MostBytes">At most so many bytes of data, but at least one delivery.</param>
internal sealed record DueRange(string FunctionId, DateTimeOffset Now, IReadOnlySet<long> Except, int Most, long MostBytes);

/// <summary>Deliveries that are due.</summary>
/// <param name="Deliveries">Those due for longest first.</param>
/// <param name="HasMore">Whether more of them are due.</param>
/// <param name="NextDueAt">When the first of the others will be; null when there are none.</param>
internal sealed record DuePage(IReadOnlyList<WaitingDelivery> Deliveries, bool HasMore, DateTimeOffset? NextDueAt);
