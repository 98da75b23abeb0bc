namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>
/// One end of a JSON-RPC 2.0 conversation, one message a line. It accepts exactly that and answers to its own open requests; whatever else
/// comes ends it. Requests of this end have 128-bit ids, written as 32 hexadecimal digits; those of the peer have rising whole numbers.
/// </summary>
public sealed class RpcConnection : IAsyncDisposable
{
    private static readonly TimeSpan ReadOutTime = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, PendingCall> _pending = [];
    private readonly TaskCompletionSource<RpcCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RpcConnectionOptions _options;
    private readonly RpcReader _reader;
    private readonly RpcWriter _writer;
    private IRpcHandler? _handler;
    private long _lastPeerId = -1;
    private RpcCloseReason? _reason;

    /// <summary>Takes both streams over; they are closed with the connection.</summary>
    /// <param name="input">What the peer writes.</param>
    /// <param name="output">What the peer reads; unbuffered.</param>
    /// <param name="options">The limits.</param>
    public RpcConnection(Stream input, Stream output, RpcConnectionOptions options)
    {
        _options = options;
        _reader = new RpcReader(input, options.MaxFrameBytes, TakeLine, Close);
        _writer = new RpcWriter(output, options, OnWriteFailed);
    }

    /// <summary>Completes once, with the reason, when the connection has ended; never faults.</summary>
    public Task<RpcCloseReason> Closed => _closed.Task;

    /// <summary>Begins to read. Requests may be sent before.</summary>
    public void Start(IRpcHandler handler)
    {
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
        {
            throw new InvalidOperationException("The connection has been started already.");
        }

        _reader.Start();
    }

    /// <summary>Sends a request. Only after <see cref="RpcSendResult.Sent"/> does <paramref name="call"/> hear its outcome, once.</summary>
    /// <param name="id">An id that was never used on this connection.</param>
    /// <param name="method">Name of the method; plain ASCII.</param>
    /// <param name="state">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes the params, an object or array; null for none. Runs under the writer's lock.</param>
    /// <param name="call">Hears the outcome.</param>
    public RpcSendResult Call<TState>(
        UInt128 id, ReadOnlySpan<byte> method, TState state, RpcParamsWriter<TState>? write, PendingCall call)
        where TState : allows ref struct
    {
        lock (_lock)
        {
            if (_reason is not null)
            {
                return RpcSendResult.Closed;
            }

            _pending.Add(id, call);
        }

        try
        {
            var result = _writer.Send(RpcEnvelope.Call(id, method), state, write);

            // A call that is no longer pending has been closed meanwhile and heard of it: that was its outcome.
            return result == RpcSendResult.Sent || Remove(id) is null ? RpcSendResult.Sent : result;
        }
        catch
        {
            Remove(id);
            throw;
        }
    }

    /// <summary>Sends a notification.</summary>
    public RpcSendResult Notify<TState>(ReadOnlySpan<byte> method, TState state, RpcParamsWriter<TState>? write)
        where TState : allows ref struct => _writer.Send(RpcEnvelope.Notification(method), state, write);

    /// <summary>Answers a request of the peer with raw JSON.</summary>
    public RpcSendResult Reply(long id, ReadOnlySpan<byte> result) =>
        _writer.Send(RpcEnvelope.Result(id), result, static (frame, json) => frame.Json(json));

    /// <summary>Answers a request of the peer with an error; <paramref name="writeData"/> writes its data, null for none.</summary>
    public RpcSendResult ReplyError<TState>(long id, int code, string message, TState state, RpcParamsWriter<TState>? writeData) =>
        _writer.Send(RpcEnvelope.Error(id), (code, message, state, writeData), static (frame, error) =>
        {
            frame.Raw("{\"code\":"u8);
            frame.Number(error.code);
            frame.Raw(",\"message\":"u8);
            frame.AsciiString(error.message);
            if (error.writeData is not null)
            {
                frame.Raw(",\"data\":"u8);
                error.writeData(frame, error.state);
            }

            frame.Raw("}"u8);
        });

    /// <summary>Ends the connection, once: every pending call hears of it before this returns, and both streams are closed.</summary>
    public void Close(RpcCloseReason reason)
    {
        PendingCall[] calls;
        lock (_lock)
        {
            if (_reason is not null)
            {
                return;
            }

            _reason = reason;
            calls = [.. _pending.Values];
            _pending.Clear();
        }

        foreach (var call in calls)
        {
            call.OnClosed(reason);
        }

        _writer.Close();
        _reader.Dispose();
        _closed.TrySetResult(reason);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close(new RpcCloseReason.ByUs("disposed"));
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A peer that is gone may have answered before it went: what lies in the pipe is read to its end. One that only stopped reading is
    /// given a moment for that.
    /// </summary>
    private void OnWriteFailed(RpcCloseReason reason) => _ = CloseOnceReadAsync(reason);

    private async Task CloseOnceReadAsync(RpcCloseReason reason)
    {
        await Task.WhenAny(_closed.Task, Task.Delay(ReadOutTime));
        Close(reason);
    }

    private string? TakeLine(ReadOnlySpan<byte> line, out PendingCall? answered)
    {
        answered = null;
        if (RpcMessage.Read(line, _options.MaxDepth, out var message) is { } invalid)
        {
            return invalid;
        }

        return message.Kind switch
        {
            RpcMessageKind.Notification => _handler!.OnNotification(message.Method, message.Params),
            RpcMessageKind.Request => TakeRequest(message),
            RpcMessageKind.Result or RpcMessageKind.Error => TakeAnswer(message, out answered),
        };
    }

    private string? TakeRequest(RpcMessage message)
    {
        if (!JsonText.TryReadNumber(message.Id, out var id) || id <= _lastPeerId)
        {
            return $"a request whose id {JsonSlices.Printable(message.Id)} is not a whole number above those before it";
        }

        _lastPeerId = id;
        return _handler!.OnRequest(id, message.Method, message.Params);
    }

    private string? TakeAnswer(RpcMessage message, out PendingCall? answered)
    {
        answered = null;
        if (!JsonText.IsString(message.Id) || !HexId.TryRead(message.Id[1..^1], out var id) || Remove(id) is not { } call)
        {
            return $"an answer to {JsonSlices.Printable(message.Id)}, which is no open request";
        }

        var violation = message.Kind == RpcMessageKind.Result ? call.OnResult(message.Result) : call.OnError(message.Error);
        if (violation is null)
        {
            answered = call;
            return null;
        }

        call.OnClosed(new RpcCloseReason.Violation(violation));
        return violation;
    }

    private PendingCall? Remove(UInt128 id)
    {
        lock (_lock)
        {
            return _pending.Remove(id, out var call) ? call : null;
        }
    }
}
