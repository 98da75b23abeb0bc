namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>What stands around the params, result or error of a message that is sent.</summary>
internal readonly ref struct RpcEnvelope
{
    private readonly Kind _kind;
    private readonly UInt128 _callId;
    private readonly long _peerId;
    private readonly ReadOnlySpan<byte> _method;

    private RpcEnvelope(Kind kind, UInt128 callId, long peerId, ReadOnlySpan<byte> method)
    {
        _kind = kind;
        _callId = callId;
        _peerId = peerId;
        _method = method;
    }

    private enum Kind
    {
        Call,
        Notification,
        Result,
        Error,
    }

    public static RpcEnvelope Call(UInt128 id, ReadOnlySpan<byte> method) => new(Kind.Call, id, 0, method);

    public static RpcEnvelope Notification(ReadOnlySpan<byte> method) => new(Kind.Notification, default, 0, method);

    public static RpcEnvelope Result(long id) => new(Kind.Result, default, id, default);

    public static RpcEnvelope Error(long id) => new(Kind.Error, default, id, default);

    /// <summary>Writes a whole line; a null <paramref name="write"/> means a call without params.</summary>
    public void Write<TState>(FrameBuffer frame, TState state, RpcParamsWriter<TState>? write)
        where TState : allows ref struct
    {
        frame.Raw("{\"jsonrpc\":\"2.0\","u8);
        WriteId(frame);
        if (_kind is Kind.Call or Kind.Notification)
        {
            frame.Raw("\"method\":\""u8);
            frame.Raw(_method);
            frame.Raw("\""u8);
        }

        if (write is not null)
        {
            frame.Raw(_kind switch { Kind.Result => "\"result\":"u8, Kind.Error => "\"error\":"u8, _ => ",\"params\":"u8 });
            write(frame, state);
        }

        frame.Raw("}\n"u8);
    }

    private void WriteId(FrameBuffer frame)
    {
        if (_kind == Kind.Notification)
        {
            return;
        }

        frame.Raw("\"id\":"u8);
        if (_kind == Kind.Call)
        {
            frame.Id(_callId);
        }
        else
        {
            frame.Number(_peerId);
        }

        frame.Raw(","u8);
    }
}
