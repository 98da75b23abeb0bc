namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>What became of a message that was to be sent.</summary>
public enum RpcSendResult
{
    /// <summary>It was written or waits to be; a call's outcome comes through its <see cref="PendingCall"/>.</summary>
    Sent,

    /// <summary>Too much is waiting already; nothing was sent.</summary>
    Full,

    /// <summary>The message is longer than a line may be; nothing was sent.</summary>
    TooLarge,

    /// <summary>The connection has ended; nothing was sent.</summary>
    Closed,
}
