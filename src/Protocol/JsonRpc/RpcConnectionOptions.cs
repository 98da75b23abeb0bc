namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>What one connection may use.</summary>
public sealed record RpcConnectionOptions
{
    /// <summary>The limits the README of this project names.</summary>
    public static RpcConnectionOptions Default { get; } = new();

    /// <summary>Longest line in either direction, without its newline.</summary>
    public int MaxFrameBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes that may wait for a peer that does not read; what would go beyond is refused as <see cref="RpcSendResult.Full"/>.</summary>
    public int MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Deepest nesting of a line that is accepted.</summary>
    public int MaxDepth { get; init; } = 256;
}
