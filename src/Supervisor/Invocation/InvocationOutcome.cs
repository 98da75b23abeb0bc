using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Invocation;

/// <summary>How one call ended. <see cref="OutcomeStatus"/> says what its caller gets.</summary>
internal abstract record InvocationOutcome
{
    private InvocationOutcome()
    {
    }

    /// <summary>The function answered; <paramref name="Stream"/> carries the body when it is one.</summary>
    public sealed record Answered(InvokeAnswer Answer, AnswerStream? Stream) : InvocationOutcome
    {
        /// <summary>How long that took.</summary>
        public CallTimes Times { get; init; }
    }

    /// <summary>The handler threw or rejected.</summary>
    public sealed record Threw(string ErrorName, string Message) : InvocationOutcome;

    /// <summary>The handler returned something that cannot be an answer.</summary>
    public sealed record Unusable(string Reason) : InvocationOutcome;

    /// <summary>The time limit passed.</summary>
    public sealed record TimedOut(TimeSpan Limit) : InvocationOutcome;

    /// <summary>The worker ran out of memory.</summary>
    public sealed record OutOfMemory(int LimitMb) : InvocationOutcome;

    /// <summary>The worker ended, or had to be ended, with this call begun.</summary>
    public sealed record WorkerDied(string Reason) : InvocationOutcome;

    /// <summary>The function's code no longer loads (its environment changed, say).</summary>
    public sealed record LoadFailed(string Reason) : InvocationOutcome;

    /// <summary>The function's queue is full, or no worker came free in time.</summary>
    public sealed record Overloaded(string Reason, TimeSpan RetryAfter) : InvocationOutcome;

    /// <summary>The function's workers died too often; it is left alone for a while.</summary>
    public sealed record BackingOff(TimeSpan RetryAfter) : InvocationOutcome;

    /// <summary>The call does not fit into a message to a worker.</summary>
    public sealed record TooLarge : InvocationOutcome;

    /// <summary>The function was deleted while the call waited.</summary>
    public sealed record Gone : InvocationOutcome;

    /// <summary>The supervisor is stopping.</summary>
    public sealed record Stopping : InvocationOutcome;

    /// <summary>The caller went away; there is nobody to answer.</summary>
    public sealed record CallerLeft : InvocationOutcome;
}

/// <summary>How long the parts of a call took.</summary>
/// <param name="Waited">From its arrival until a worker was sent it.</param>
/// <param name="Ran">From then until its answer.</param>
/// <param name="WasCold">Whether it waited for a worker's start.</param>
/// <param name="Bound">How long of that a service was at work for it; null when it called none.</param>
internal readonly record struct CallTimes(TimeSpan Waited, TimeSpan Ran, bool WasCold, TimeSpan? Bound);
