namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>Why a connection ended.</summary>
public abstract record RpcCloseReason
{
    private RpcCloseReason()
    {
    }

    /// <summary>The peer closed its end; a line it had begun is lost.</summary>
    public sealed record EndOfFile : RpcCloseReason;

    /// <summary>The peer broke the protocol.</summary>
    /// <param name="What">What it sent: "a line that is not valid UTF-8".</param>
    public sealed record Violation(string What) : RpcCloseReason;

    /// <summary>The stream failed.</summary>
    /// <param name="Message">What the stream said.</param>
    public sealed record Broken(string Message) : RpcCloseReason;

    /// <summary>This side closed it.</summary>
    /// <param name="Why">Why it did.</param>
    public sealed record ByUs(string Why) : RpcCloseReason;
}
