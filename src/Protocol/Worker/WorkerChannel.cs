using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>
/// The supervisor's typed end of the wire to one worker. It checks the form of everything that comes; what a worker may say of which
/// invocation, and when, is checked by the <see cref="IWorkerNotes"/> and the <see cref="InvokeCall"/>s.
/// </summary>
public sealed class WorkerChannel : IAsyncDisposable
{
    private readonly RpcConnection _connection;
    private readonly WorkerNoteReader _noteReader;
    private readonly AnswerHeaders _headers = new();

    /// <summary>Takes both streams over; they are closed with the channel.</summary>
    /// <param name="input">What the worker writes.</param>
    /// <param name="output">What the worker reads; unbuffered.</param>
    /// <param name="notes">Hears the worker.</param>
    /// <param name="options">The limits; null for those of the README.</param>
    public WorkerChannel(Stream input, Stream output, IWorkerNotes notes, RpcConnectionOptions? options = null)
    {
        _connection = new RpcConnection(input, output, options ?? RpcConnectionOptions.Default);
        _noteReader = new WorkerNoteReader(this, notes);
    }

    /// <summary>Completes once, with the reason, when the channel has ended; never faults.</summary>
    public Task<RpcCloseReason> Closed => _connection.Closed;

    /// <summary>Begins to read.</summary>
    public void Start() => _connection.Start(_noteReader);

    /// <summary>Loads a function.</summary>
    /// <exception cref="OperationCanceledException">The token fired first; the load itself goes on in the worker.</exception>
    public async ValueTask<LoadReply> LoadAsync(LoadRequest request, CancellationToken cancellationToken)
    {
        var call = new RequestCall<LoadReply>(TryReadLoaded, TryReadLoadFailed, static reason => new LoadReply.Closed(reason));
        return Send("load"u8, request, LoadRequestWriter.Write, call) switch
        {
            RpcSendResult.Sent => await call.Outcome.WaitAsync(cancellationToken),
            RpcSendResult.TooLarge => new LoadReply.TooLarge(),
            RpcSendResult.Full => new LoadReply.Closed(new RpcCloseReason.ByUs("too much waits for this worker to load anything")),
            RpcSendResult.Closed => new LoadReply.Closed(await Closed),
        };
    }

    /// <summary>Sends a call; only after <see cref="RpcSendResult.Sent"/> does <paramref name="call"/> hear its outcome, once. Never throws.</summary>
    public RpcSendResult Invoke(InvocationId id, InvokeRequest request, InvokeCall call)
    {
        call.Headers = _headers;
        return _connection.Call(id.Value, "invoke"u8, (request, call.Mark), InvokeRequestWriter.Write, call);
    }

    /// <summary>Tells the worker that nobody waits for an invocation any more; its reply still comes.</summary>
    public void Cancel(InvocationId id, CancelReason reason) =>
        Notify("$/cancelRequest"u8, (id, reason), static (frame, cancel) =>
        {
            frame.Raw("{\"id\":"u8);
            frame.Id(cancel.id.Value);
            frame.Raw(cancel.reason switch
            {
                CancelReason.Timeout => ",\"reason\":\"timeout\"}"u8,
                CancelReason.Disconnected => ",\"reason\":\"disconnected\"}"u8,
                CancelReason.Stopping => ",\"reason\":\"stopping\"}"u8,
            });
        });

    /// <summary>Tells the worker that bytes of an answer's stream reached the caller.</summary>
    public void AcknowledgeChunk(InvocationId id, int bytes) =>
        Notify("chunk.ack"u8, (id, bytes), static (frame, chunk) =>
        {
            frame.Raw("{\"id\":"u8);
            frame.Id(chunk.id.Value);
            frame.Raw(",\"bytes\":"u8);
            frame.Number(chunk.bytes);
            frame.Raw("}"u8);
        });

    /// <summary>Whether the worker's event loop turns; false when the channel ended, or the token fired, before it said so.</summary>
    public ValueTask<bool> PingAsync(CancellationToken cancellationToken) => AskAsync("ping"u8, cancellationToken);

    /// <summary>Asks the worker to finish what it has and exit; true once nothing runs any more, false as for a ping.</summary>
    public ValueTask<bool> DrainAsync(CancellationToken cancellationToken) => AskAsync("drain"u8, cancellationToken);

    /// <summary>V8's code cache of what was loaded; null when there is none, or as for a ping.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadCodeCacheAsync(CancellationToken cancellationToken)
    {
        var call = new RequestCall<ReadOnlyMemory<byte>?>(TryReadCodeCache, TryReadNothingLoaded, static _ => null);
        return AwaitAsync(Send("codeCache"u8, call), call, cancellationToken);
    }

    /// <summary>Ends the channel, once; every pending call hears of it before this returns.</summary>
    public void Close(RpcCloseReason reason) => _connection.Close(reason);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal void AnswerBinding(long requestId, ReadOnlySpan<byte> json)
    {
        if (_connection.Reply(requestId, json) is var result && result == RpcSendResult.TooLarge)
        {
            FailBinding(requestId, "limit_exceeded", "The result is larger than the channel to the function takes.");
            return;
        }

        CloseWhenFull(result);
    }

    internal void FailBinding(long requestId, string code, string message) =>
        CloseWhenFull(_connection.ReplyError(requestId, WorkerErrors.BindingFailed, message, code, static (frame, kind) =>
        {
            frame.Raw("{\"code\":"u8);
            frame.AsciiString(kind);
            frame.Raw("}"u8);
        }));

    private static bool TryReadLoaded(ReadOnlySpan<byte> result, out LoadReply? outcome) => LoadReplyReader.TryRead(result, out outcome);

    private static bool TryReadLoadFailed(RpcError error, out LoadReply? outcome)
    {
        outcome = WorkerErrors.ReadLoadFailure(error) is { } failure ? new LoadReply.Failed(failure) : null;
        return outcome is not null;
    }

    private static bool TryReadCodeCache(ReadOnlySpan<byte> result, out ReadOnlyMemory<byte>? cache) =>
        LoadReplyReader.TryReadCodeCache(result, out cache);

    private static bool TryReadNothingLoaded(RpcError error, out ReadOnlyMemory<byte>? cache)
    {
        cache = null;
        return error.Code == WorkerErrors.NotBegun;
    }

    private static async ValueTask<TOutcome?> AwaitAsync<TOutcome>(
        RpcSendResult sent, RequestCall<TOutcome> call, CancellationToken cancellationToken)
    {
        if (sent != RpcSendResult.Sent)
        {
            return default;
        }

        try
        {
            return await call.Outcome.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    private ValueTask<bool> AskAsync(ReadOnlySpan<byte> method, CancellationToken cancellationToken)
    {
        var call = new RequestCall<bool>(
            static (result, out outcome) => outcome = result.SequenceEqual("null"u8),
            static (_, out outcome) => outcome = false,
            static _ => false);
        return AwaitAsync(Send(method, call), call, cancellationToken);
    }

    private RpcSendResult Send(ReadOnlySpan<byte> method, PendingCall call) => Send<object?>(method, null, null, call);

    private RpcSendResult Send<TState>(ReadOnlySpan<byte> method, TState state, RpcParamsWriter<TState>? write, PendingCall call) =>
        _connection.Call(InvocationId.New().Value, method, state, write, call);

    private void Notify<TState>(ReadOnlySpan<byte> method, TState state, RpcParamsWriter<TState> write) =>
        CloseWhenFull(_connection.Notify(method, state, write));

    /// <summary>A worker that leaves so much unread must not make the supervisor lose a note or an answer silently.</summary>
    private void CloseWhenFull(RpcSendResult result)
    {
        if (result == RpcSendResult.Full)
        {
            Close(new RpcCloseReason.Violation("nothing read of all that waits for it"));
        }
    }
}
