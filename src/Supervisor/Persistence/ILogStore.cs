namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps the lines that functions and others logged, within caps.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>.</remarks>
internal interface ILogStore
{
    /// <summary>The highest id ever stored, 0 when there is none: ids go on from here.</summary>
    Task<long> ReadLastIdAsync(CancellationToken cancellationToken);

    /// <summary>Stores lines, ids rising.</summary>
    Task AppendAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken);

    /// <summary>The newest lines that match, oldest of them first.</summary>
    Task<IReadOnlyList<LogRow>> ReadAsync(LogRowQuery query, CancellationToken cancellationToken);

    /// <summary>Lines of any services that match, newest first. It looks at so many lines at most, and says where it stopped.</summary>
    Task<LogPage> SearchAsync(LogSearch search, CancellationToken cancellationToken);

    /// <summary>Names that posted lines are filed under, at most so many.</summary>
    Task<IReadOnlyList<string>> ListPostedServicesAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Removes one step's worth of a service's lines; true when there may be more.</summary>
    Task<bool> RemoveServiceStepAsync(string service, CancellationToken cancellationToken);

    /// <summary>Removes one step's worth of lines that are over a cap; true when there may be more.</summary>
    Task<bool> PruneStepAsync(LogCaps caps, CancellationToken cancellationToken);
}

/// <summary>One stored line.</summary>
internal sealed record LogRow
{
    public required long Id { get; init; }

    /// <summary>What it is filed under.</summary>
    public required string Service { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>0 debug, 1 info, 2 warn, 3 error.</summary>
    public required int Level { get; init; }

    public required string Message { get; init; }

    public string? InvocationId { get; init; }

    public bool IsLate { get; init; }

    /// <summary>Whether somebody outside posted it: such lines have a cap of their own.</summary>
    public bool IsPosted { get; init; }

    public string? FieldsJson { get; init; }
}

/// <summary>Which lines of one service to read; what is null does not narrow.</summary>
/// <param name="Service">What they are filed under.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Since">At this moment or later.</param>
/// <param name="LeastLevel">This level and those above.</param>
/// <param name="InvocationId">Of one invocation.</param>
internal sealed record LogRowQuery(string Service, int Limit, DateTimeOffset? Since, int LeastLevel, string? InvocationId);

/// <summary>Which lines to look for; what is null does not narrow.</summary>
internal sealed record LogSearch
{
    /// <summary>Filed under names that begin so.</summary>
    public string? ServicePrefix { get; init; }

    /// <summary>At this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>At this moment or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>This level and those above.</summary>
    public int LeastLevel { get; init; }

    /// <summary>With this in their message, in any case of letters.</summary>
    public string? Text { get; init; }

    /// <summary>Of those that match, leave out the newest so many.</summary>
    public int Offset { get; init; }

    /// <summary>How many at most.</summary>
    public required int Limit { get; init; }
}

/// <summary>What a search found.</summary>
/// <param name="Rows">The lines, newest first.</param>
/// <param name="SearchedBackTo">Where it stopped looking because it had looked at too many lines; null when it is done.</param>
internal sealed record LogPage(IReadOnlyList<LogRow> Rows, DateTimeOffset? SearchedBackTo);

/// <summary>How much may be kept.</summary>
/// <param name="TotalBytes">Of all lines together, as the file uses them.</param>
/// <param name="PostedBytes">Of all posted lines together, about.</param>
/// <param name="LinesPerService">Of one service.</param>
/// <param name="Oldest">Lines from before this moment go.</param>
internal sealed record LogCaps(long TotalBytes, long PostedBytes, int LinesPerService, DateTimeOffset Oldest);
