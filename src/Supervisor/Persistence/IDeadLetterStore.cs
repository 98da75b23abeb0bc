namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps deliveries that failed for good, beside the events they are of.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IDeadLetterStore
{
    /// <summary>Dead letters, the newest first.</summary>
    Task<DeadLetterPage> ListAsync(DeadLetterQuery query, CancellationToken cancellationToken);

    /// <summary>One dead letter, or null.</summary>
    Task<DeadLetter?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Dead letters that fit, by their numbers: those after <paramref name="after"/>, a step's worth.</summary>
    Task<IReadOnlyList<DeadLetter>> ReadStepAsync(DeadLetterQuery query, long after, CancellationToken cancellationToken);

    /// <summary>Makes deliveries of dead letters again, due at once and without failed attempts; those that are none any more stay away.</summary>
    /// <param name="ids">Their numbers.</param>
    /// <param name="now">From when on they are due.</param>
    /// <param name="committed">
    /// Told of the functions, one entry for each delivery, once it is on disk and before anybody can record the end of one. Must return at once and never throw.
    /// </param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    /// <returns>How many there are.</returns>
    Task<int> RedriveAsync(IReadOnlyList<long> ids, DateTimeOffset now, Action<IReadOnlyList<string>> committed, CancellationToken cancellationToken);

    /// <summary>Removes dead letters; how many there were.</summary>
    Task<int> RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);
}

/// <summary>A delivery that failed for good.</summary>
/// <param name="Id">Id of the delivery.</param>
/// <param name="EventId">Its event.</param>
/// <param name="EventName">The event's name.</param>
/// <param name="FunctionId">Where to.</param>
/// <param name="Attempts">Attempts that failed.</param>
/// <param name="LastError">Why the last of them failed.</param>
/// <param name="FailedAt">When.</param>
internal sealed record DeadLetter(
    long Id, StoredEventId EventId, string EventName, string FunctionId, int Attempts, string LastError, DateTimeOffset FailedAt);

/// <summary>Which dead letters to take; what is null does not narrow.</summary>
internal sealed record DeadLetterQuery
{
    /// <summary>Name of their event.</summary>
    public string? EventName { get; init; }

    /// <summary>Their function.</summary>
    public string? FunctionId { get; init; }

    /// <summary>Those that failed from then on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those that failed before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The last of the page before this one.</summary>
    public ListPlace? Behind { get; init; }

    /// <summary>At most so many.</summary>
    public required int Most { get; init; }
}

/// <summary>A page of dead letters.</summary>
/// <param name="Letters">The newest first.</param>
/// <param name="HasMore">Whether older ones follow.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, bool HasMore);
