namespace MolnOS.Sandbox.Workers;

/// <summary>What came of asking for a worker.</summary>
internal enum LeaseKind
{
    /// <summary>A slot in a worker is reserved.</summary>
    Granted,

    /// <summary>The function has another version by now, or is gone: look it up again.</summary>
    Stale,

    /// <summary>Too many calls wait already.</summary>
    QueueFull,

    /// <summary>No worker came free in time.</summary>
    QueueTimeout,

    /// <summary>The function's workers died too often of late.</summary>
    BackingOff,

    /// <summary>The code did not load.</summary>
    LoadFailed,

    /// <summary>No worker could be started.</summary>
    Unavailable,

    /// <summary>The caller went away while waiting.</summary>
    CallerLeft,

    /// <summary>The pool is stopping.</summary>
    Stopping,
}

/// <summary>A slot in a worker, or why there is none.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Worker">The worker, when granted; the slot is used up by its <c>SendAsync</c>.</param>
/// <param name="IsCold">Whether the call waited for the worker's start.</param>
/// <param name="RetryAfter">When to try again, where that is known.</param>
/// <param name="Reason">What happened, where there is more to say.</param>
internal readonly record struct Lease(
    LeaseKind Kind, Worker? Worker = null, bool IsCold = false, TimeSpan RetryAfter = default, string? Reason = null);
