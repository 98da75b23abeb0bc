namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>
/// A request that waits for its answer. It hears either an answer (<see cref="OnResult"/> or <see cref="OnError"/>, then
/// <see cref="Complete"/>) or <see cref="OnClosed"/>. An answer it rejects is followed by <see cref="OnClosed"/>, without <see cref="Complete"/>.
/// </summary>
public abstract class PendingCall
{
    /// <summary>Takes a result in, on the reader's thread; must not run anybody's continuation.</summary>
    /// <param name="result">Raw JSON, valid during this call.</param>
    /// <returns>Null, or how the result breaks the protocol, which ends the connection.</returns>
    public abstract string? OnResult(ReadOnlySpan<byte> result);

    /// <summary>Takes an error in, on the reader's thread; must not run anybody's continuation.</summary>
    /// <returns>Null, or how the error breaks the protocol, which ends the connection.</returns>
    public abstract string? OnError(RpcError error);

    /// <summary>
    /// Lets whoever waits go on. When <paramref name="inline"/>, the reader has already handed its work to another thread, so the
    /// continuation may run right here for as long as it likes; otherwise it must be queued.
    /// </summary>
    public abstract void Complete(bool inline);

    /// <summary>The connection ended before the answer. May come on any thread; continuations must be queued.</summary>
    public abstract void OnClosed(RpcCloseReason reason);
}
