namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>An error answer as it came; its parts point into the line and are valid during the call that hands them over.</summary>
public readonly ref struct RpcError
{
    /// <summary>The code.</summary>
    public int Code { get; init; }

    /// <summary>The message as a raw JSON string, quotes included.</summary>
    public ReadOnlySpan<byte> Message { get; init; }

    /// <summary>The data as raw JSON; empty when absent.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}

/// <summary>The error codes of JSON-RPC 2.0 itself.</summary>
public static class RpcErrorCodes
{
    /// <summary>No such method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The parameters are not what the method takes.</summary>
    public const int InvalidParams = -32602;
}
