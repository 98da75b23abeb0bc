namespace MolnOS.Sandbox.Observability;

/// <summary>How an invocation counts.</summary>
internal enum InvocationResultKind
{
    /// <summary>Answered.</summary>
    Ok,

    /// <summary>The handler threw or rejected. This and the four that follow are errors.</summary>
    Threw,

    /// <summary>Returned something that cannot be an answer.</summary>
    Unusable,

    /// <summary>Its worker ran out of memory.</summary>
    OutOfMemory,

    /// <summary>Its worker ended.</summary>
    WorkerDied,

    /// <summary>The code did not load any more.</summary>
    LoadFailed,

    /// <summary>Reached its time limit.</summary>
    Timeout,

    /// <summary>Never ran: queue full, backing off, stopping. Counted apart, without a duration.</summary>
    Refused,

    /// <summary>The caller left before the answer.</summary>
    Abandoned,
}

/// <summary>What has happened to one function since the server started.</summary>
internal sealed record FunctionStatistics
{
    /// <summary>Calls that ran, however they ended.</summary>
    public required long Invocations { get; init; }

    /// <summary>Those that failed other than by their time limit.</summary>
    public required long Errors { get; init; }

    public required long Timeouts { get; init; }

    /// <summary>Calls that were turned away; not among the invocations.</summary>
    public required long Refused { get; init; }

    public required long ColdStarts { get; init; }

    public required double AverageMs { get; init; }

    public required double P50Ms { get; init; }

    public required double P95Ms { get; init; }

    public required double P99Ms { get; init; }

    public required DateTimeOffset? LastInvokedAt { get; init; }
}
