namespace MolnOS.Sandbox.Invocation;

/// <summary>The one table from an outcome that is no answer to what its caller gets.</summary>
internal static class OutcomeStatus
{
    /// <summary>An error answer: HTTP status, the sentence for the caller, and how long to wait before trying again.</summary>
    internal sealed record Problem(int Status, string Message, TimeSpan? RetryAfter = null);

    /// <summary>What the caller gets; <paramref name="mayRead"/> callers (who may read the function) also get the error's own message.</summary>
    public static Problem For(InvocationOutcome outcome, bool mayRead) => outcome switch
    {
        InvocationOutcome.Threw threw => new(500, mayRead
            ? $"The function threw {threw.ErrorName}: {threw.Message}"
            : "The function threw an error; its log has the details."),
        InvocationOutcome.Unusable unusable => new(502, $"The function returned something that cannot be an answer: {unusable.Reason}"),
        InvocationOutcome.TimedOut timedOut => new(504, $"The function did not answer within its limit of {timedOut.Limit.TotalMilliseconds:0} ms."),
        InvocationOutcome.OutOfMemory memory => new(502, $"The function ran out of memory (limit {memory.LimitMb} MiB)."),
        InvocationOutcome.WorkerDied died => new(502, $"The function's worker ended before it answered: {died.Reason}"),
        InvocationOutcome.LoadFailed failed => new(502, $"The function's code did not load: {failed.Reason}"),
        InvocationOutcome.Overloaded overloaded => new(503, overloaded.Reason, overloaded.RetryAfter),
        InvocationOutcome.BackingOff backingOff => new(503, "The function's workers keep failing; it is given a pause before the next try.", backingOff.RetryAfter),
        InvocationOutcome.TooLarge => new(413, "The call is larger than a message to a worker may be."),
        InvocationOutcome.Gone => new(404, "There is no such function."),
        InvocationOutcome.Stopping => new(503, "The server is stopping.", TimeSpan.FromSeconds(5)),
        // Nobody reads this one; 499 is what access logs of proxies show for it.
        InvocationOutcome.CallerLeft => new(499, "The caller left before the answer."),
        InvocationOutcome.Answered => throw new ArgumentException("An answer is not a problem.", nameof(outcome)),
    };
}
