namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps the lines functions logged, within caps.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>.</remarks>
internal interface ILogStore
{
    /// <summary>The highest id ever stored, 0 when there is none: ids go on from here.</summary>
    Task<long> ReadLastIdAsync(CancellationToken cancellationToken);

    /// <summary>Stores lines, ids rising.</summary>
    Task AppendAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken);

    /// <summary>The newest lines that match, oldest of them first.</summary>
    Task<IReadOnlyList<LogRow>> ReadAsync(LogRowQuery query, CancellationToken cancellationToken);

    /// <summary>Removes one step's worth of a function's lines; true when there may be more.</summary>
    Task<bool> RemoveFunctionStepAsync(string functionId, CancellationToken cancellationToken);

    /// <summary>Removes one step's worth of lines that are over a cap; true when there may be more.</summary>
    Task<bool> PruneStepAsync(LogCaps caps, CancellationToken cancellationToken);
}

/// <summary>One stored line.</summary>
internal sealed record LogRow
{
    public required long Id { get; init; }

    public required string FunctionId { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>0 debug, 1 info, 2 warn, 3 error.</summary>
    public required int Level { get; init; }

    public required string Message { get; init; }

    public string? InvocationId { get; init; }

    public bool IsLate { get; init; }

    public string? FieldsJson { get; init; }
}

/// <summary>Which lines to read; what is null does not narrow.</summary>
/// <param name="FunctionId">Whose.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Since">At this moment or later.</param>
/// <param name="LeastLevel">This level and those above.</param>
/// <param name="InvocationId">Of one invocation.</param>
internal sealed record LogRowQuery(string FunctionId, int Limit, DateTimeOffset? Since, int LeastLevel, string? InvocationId);

/// <summary>How much may be kept.</summary>
/// <param name="TotalBytes">Of all functions together, as the file uses them.</param>
/// <param name="LinesPerFunction">Of one function.</param>
/// <param name="Oldest">Lines from before this moment go.</param>
internal sealed record LogCaps(long TotalBytes, int LinesPerFunction, DateTimeOffset Oldest);
