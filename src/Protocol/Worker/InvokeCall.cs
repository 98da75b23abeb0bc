using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>An <c>invoke</c> that waits for its reply. Derived by whoever waits, so that a call costs one object.</summary>
public abstract class InvokeCall : PendingCall
{
    internal AnswerHeaders? Headers { get; set; }

    /// <summary>Offset of the byte that the worker sets when the call begins; see the README of this project.</summary>
    public int Mark { get; set; }

    /// <summary>
    /// Takes the reply in, on the reader's thread, in the order of the wire; <see cref="PendingCall.Complete"/> follows when it is accepted.
    /// </summary>
    /// <returns>Null, or how the reply breaks the protocol, which ends the connection.</returns>
    public abstract string? OnReply(InvokeReply reply);

    /// <inheritdoc/>
    public sealed override string? OnResult(ReadOnlySpan<byte> result)
    {
        var violation = InvokeAnswerReader.Read(result, Headers ?? new AnswerHeaders(), out var answer);
        return violation ?? OnReply(new InvokeReply.Answered(answer!) { IsOpen = answer!.IsOpen });
    }

    /// <inheritdoc/>
    public sealed override string? OnError(RpcError error)
    {
        var violation = WorkerErrors.ReadInvokeError(error, out var reply);
        return violation ?? OnReply(reply!);
    }
}
