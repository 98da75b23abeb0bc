namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps who did what, and who was denied what.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IAuditStore
{
    /// <summary>Adds records, all or none; their ids are given by the store.</summary>
    Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken);

    /// <summary>The newest records that match, newest first.</summary>
    Task<AuditPage> ReadAsync(AuditRowQuery query, CancellationToken cancellationToken);

    /// <summary>Removes one step's worth of records that are over a cap; true when there may be more.</summary>
    Task<bool> PruneStepAsync(AuditCaps caps, CancellationToken cancellationToken);
}

/// <summary>What became of something that somebody wanted. The numbers are stored.</summary>
internal enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done = 0,

    /// <summary>Whoever asked may not, or is not known.</summary>
    Denied = 1,

    /// <summary>It could not be done as it was asked for.</summary>
    Refused = 2,

    /// <summary>The server failed in it.</summary>
    Failed = 3,

    /// <summary>Whoever asked left before the answer; it may have been done.</summary>
    Unanswered = 4,

    /// <summary>Stands for records that are not there: too many came, or they could not be written.</summary>
    Dropped = 5,
}

/// <summary>One record: who did what, on which, when, from where, and what became of it.</summary>
internal sealed record AuditRow
{
    /// <summary>Given by the store.</summary>
    public long Id { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>The answer's status, where there was one.</summary>
    public int? Status { get; init; }

    public required string ActorId { get; init; }

    public required string ActorName { get; init; }

    public required string ActorType { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? Address { get; init; }

    /// <summary>What was wanted, such as <c>functions.update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The permission it needed, or lacked, with the resource it is about.</summary>
    public string? Permission { get; init; }

    public string? Method { get; init; }

    /// <summary>The route's pattern.</summary>
    public string? Route { get; init; }

    /// <summary>Id of what it was done to.</summary>
    public string? Target { get; init; }

    /// <summary>Name of what it was done to, where it has one beside its id.</summary>
    public string? TargetName { get; init; }

    /// <summary>The call of a function that it happened in.</summary>
    public string? InvocationId { get; init; }

    /// <summary>How often, within about a second.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Whether it tells of something that was not allowed.</summary>
    public bool IsDenial => Outcome is AuditOutcome.Denied or AuditOutcome.Dropped;
}

/// <summary>A place between two records of the log.</summary>
/// <param name="Ticks">Moment of the record before it.</param>
/// <param name="Id">Id of the record before it.</param>
internal sealed record AuditPlace(long Ticks, long Id);

/// <summary>Which records to read; what is null does not narrow.</summary>
internal sealed record AuditRowQuery
{
    /// <summary>At this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Id or name of whoever did it.</summary>
    public string? Actor { get; init; }

    /// <summary>The action or the permission, without its resource; one that ends in <c>.*</c> matches all below it.</summary>
    public string? Action { get; init; }

    /// <summary>Id or name of what it was done to.</summary>
    public string? Target { get; init; }

    public AuditOutcome? Outcome { get; init; }

    /// <summary>How many at most.</summary>
    public required int Limit { get; init; }

    /// <summary>Where the page before this one ended.</summary>
    public AuditPlace? After { get; init; }
}

/// <summary>Part of the log.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Next">Where the next page begins; null at the end. A page may have fewer records than asked for, or none, and yet a next one.</param>
internal sealed record AuditPage(IReadOnlyList<AuditRow> Rows, AuditPlace? Next);

/// <summary>How much may be kept.</summary>
/// <param name="TotalBytes">Of the whole log, as the file uses them.</param>
/// <param name="Oldest">Records from before this moment go.</param>
internal sealed record AuditCaps(long TotalBytes, DateTimeOffset Oldest);
