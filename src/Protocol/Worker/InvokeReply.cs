namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>What a worker replied to an <c>invoke</c>, checked.</summary>
public abstract record InvokeReply
{
    private InvokeReply()
    {
    }

    /// <summary>Whether the invocation goes on after this reply, until a <c>finished</c> note.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The function answered.</summary>
    /// <param name="Answer">Its answer.</param>
    public sealed record Answered(InvokeAnswer Answer) : InvokeReply;

    /// <summary>The handler threw or rejected.</summary>
    /// <param name="Name">Name of the error.</param>
    /// <param name="Message">Its message.</param>
    /// <param name="Stack">Its stack, where there is one.</param>
    public sealed record Threw(string Name, string Message, string? Stack) : InvokeReply;

    /// <summary>The handler returned something that cannot be an answer.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record Unusable(string Reason) : InvokeReply;

    /// <summary>The worker did not begin: the same call may run elsewhere.</summary>
    public sealed record NotBegun : InvokeReply
    {
        /// <summary>The only one.</summary>
        public static NotBegun Instance { get; } = new();
    }
}
