namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>
/// Hears what the peer sends of its own accord, on the reader's thread, in wire order; it must not block. A returned text is how the
/// message breaks the protocol: the connection is closed with it. Spans are valid during the call.
/// </summary>
public interface IRpcHandler
{
    /// <summary>A notification.</summary>
    /// <param name="method">Name of the method; never escaped.</param>
    /// <param name="parameters">Raw JSON object or array; empty when absent.</param>
    string? OnNotification(ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters);

    /// <summary>A request, to be answered by <see cref="RpcConnection.Reply"/> or <see cref="RpcConnection.ReplyError{TState}"/>.</summary>
    /// <param name="id">The peer's id, greater than every one before it.</param>
    /// <param name="method">Name of the method; never escaped.</param>
    /// <param name="parameters">Raw JSON object or array; empty when absent.</param>
    string? OnRequest(long id, ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters);
}
