namespace MolnOS.Sandbox.Schemas;

/// <summary>Which validators take a request, so that some kinds of request never wait for others.</summary>
internal enum ValidatorLane
{
    /// <summary>Values, by schemas that have done no harm of late.</summary>
    Usual,

    /// <summary>Values, by schemas that have: one after the other, among themselves.</summary>
    Apart,

    /// <summary>Schemas that somebody wants to post.</summary>
    Check,
}

/// <summary>Runs the validator's program behind the walls of a worker. Never throws but for a caller who left.</summary>
/// <param name="lane">Among whom.</param>
/// <param name="request">What to do, as JSON; it must stay unchanged until the reply is there.</param>
/// <param name="callerLeft">Fires when nobody waits any more.</param>
internal delegate Task<ValidatorReply> RunValidator(ValidatorLane lane, ReadOnlyMemory<byte> request, CancellationToken callerLeft);

/// <summary>What came of running the validator.</summary>
internal abstract record ValidatorReply
{
    private ValidatorReply()
    {
    }

    /// <summary>It answered, whatever that is worth: the worker may be under the influence of a schema.</summary>
    public sealed record Answered(ReadOnlyMemory<byte> Json) : ValidatorReply;

    /// <summary>It took too long, and was ended.</summary>
    public sealed record TimedOut(TimeSpan Limit) : ValidatorReply;

    /// <summary>It took too much memory, and was ended.</summary>
    public sealed record OutOfMemory(int LimitMb) : ValidatorReply;

    /// <summary>It ended in the midst of the request, or answered something that is no answer.</summary>
    public sealed record Failed : ValidatorReply;

    /// <summary>The request does not fit into a message to a worker.</summary>
    public sealed record TooLarge : ValidatorReply;

    /// <summary>There is none to be had at the moment.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : ValidatorReply;
}
