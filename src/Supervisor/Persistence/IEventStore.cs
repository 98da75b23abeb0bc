using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps events and their deliveries. A delivery waits until its end is recorded, whatever happens to this process meanwhile.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IEventStore
{
    /// <summary>Keeps an event, with a delivery for each subscriber; all or nothing.</summary>
    /// <param name="added">The event.</param>
    /// <param name="mostBytes">Bytes of data that all events may have together. At the bound the oldest finished ones go first.</param>
    /// <param name="committed">
    /// Told of the deliveries once they are on disk, before anybody can record the end of one, and in the order of their ids. Must return at once and never throw.
    /// </param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<EventAddition> AddAsync(NewEvent added, long mostBytes, Action<IReadOnlyList<WaitingDelivery>> committed, CancellationToken cancellationToken);

    /// <summary>How many deliveries wait, by function.</summary>
    Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken);

    /// <summary>Deliveries of a function that are due.</summary>
    Task<DuePage> ReadDueAsync(DueRange range, CancellationToken cancellationToken);

    /// <summary>Records what became of an attempt; false when the delivery waits no more, having been cancelled.</summary>
    Task<bool> RecordAsync(long deliveryId, DeliveryEnd end, CancellationToken cancellationToken);

    /// <summary>Cancels deliveries of a function, a step at a time.</summary>
    /// <param name="functionId">Whose.</param>
    /// <param name="upTo">The last to cancel; null for the last there is.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<CancelStep> CancelStepAsync(string functionId, long? upTo, CancellationToken cancellationToken);

    /// <summary>Events, the newest first.</summary>
    Task<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>One event with its data, or null.</summary>
    Task<(EventSummary Summary, ReadOnlyMemory<byte> Data)?> FindAsync(StoredEventId id, CancellationToken cancellationToken);

    /// <summary>Removes one step's worth of what is too old or too much; true when there may be more.</summary>
    Task<bool> SweepStepAsync(EventCaps caps, CancellationToken cancellationToken);
}

/// <summary>A step of cancelling.</summary>
/// <param name="Cancelled">How many it cancelled.</param>
/// <param name="UpTo">What to give to the next step; null when there is none.</param>
internal sealed record CancelStep(int Cancelled, long? UpTo);

/// <summary>What events are kept at most.</summary>
/// <param name="MostEvents">Events in all, of which only finished ones go.</param>
/// <param name="OldestFinished">Finished events emitted before this moment go.</param>
/// <param name="MostDeadLetters">Dead letters.</param>
/// <param name="OldestDeadLetter">Dead letters from before this moment go.</param>
internal sealed record EventCaps(long MostEvents, DateTimeOffset OldestFinished, long MostDeadLetters, DateTimeOffset OldestDeadLetter);

/// <summary>How far an event has come.</summary>
internal enum EventStatus
{
    /// <summary>Deliveries wait, and none has failed for good.</summary>
    Pending,

    /// <summary>It has dead letters.</summary>
    Failed,

    /// <summary>Nothing is left to do.</summary>
    Delivered,
}

/// <summary>An event in the list of events.</summary>
internal sealed record EventSummary
{
    /// <summary>Its id.</summary>
    public required StoredEventId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who emitted it.</summary>
    public required string Source { get; init; }

    /// <summary>The functions it came through, as text.</summary>
    public required string Chain { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset EmittedAt { get; init; }

    /// <summary>Subscribers it had.</summary>
    public required long Subscribers { get; init; }

    /// <summary>Deliveries that wait.</summary>
    public required long Waiting { get; init; }

    /// <summary>Deliveries that were made.</summary>
    public required long Delivered { get; init; }

    /// <summary>Dead letters.</summary>
    public required long Dead { get; init; }

    /// <summary>Deliveries whose subscriber was none any more.</summary>
    public required long Cancelled { get; init; }

    /// <summary>How far it has come.</summary>
    public EventStatus Status => Dead > 0 ? EventStatus.Failed : Waiting > 0 ? EventStatus.Pending : EventStatus.Delivered;
}

/// <summary>Which events to list; what is null does not narrow.</summary>
internal sealed record EventQuery
{
    /// <summary>How far they have come.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Their name.</summary>
    public string? Name { get; init; }

    /// <summary>Those from then on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The last of the page before this one.</summary>
    public ListPlace? Behind { get; init; }

    /// <summary>At most so many.</summary>
    public required int Most { get; init; }
}

/// <summary>A place in a list that is ordered by time, the newest first.</summary>
/// <param name="Moment">Moment of what stands there.</param>
/// <param name="Number">Its number, among those of one moment.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ListPlace(DateTimeOffset Moment, long Number);

/// <summary>A page of events.</summary>
/// <param name="Events">The newest first.</param>
/// <param name="HasMore">Whether older ones follow.</param>
internal sealed record EventPage(IReadOnlyList<EventSummary> Events, bool HasMore);
