using System.Threading.Tasks.Sources;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// One call in one worker, from its sending until the worker is done with it, which may be after its caller had an end: the slot
/// it holds is free only then.
/// </summary>
internal sealed class OpenCall : InvokeCall, IValueTaskSource<CallEnd>
{
    private readonly Worker _worker;
    private ManualResetValueTaskSourceCore<CallEnd> _end;
    private CallEnd _reply;
    private CancellationTokenSource? _over;
    private int _hasEnd;

    public OpenCall(Worker worker, InvocationId id, long sentAt, long deadline, CancellationToken callerLeft)
    {
        _worker = worker;
        Id = id;
        SentAt = sentAt;
        Deadline = deadline;
        CallerLeft = callerLeft;
    }

    public InvocationId Id { get; }

    /// <summary>Timestamp of its sending.</summary>
    public long SentAt { get; }

    /// <summary>Timestamp by which the worker must be done with it.</summary>
    public long Deadline { get; }

    /// <summary>Fires when nobody waits any more.</summary>
    public CancellationToken CallerLeft { get; }

    /// <summary>The end, for one waiter.</summary>
    public ValueTask<CallEnd> End => new(this, _end.Version);

    /// <summary>Takes the services it calls; null when it may call none.</summary>
    public BindingDoor? Door { get; init; }

    /// <summary>Whether its answer is there. Guarded by the worker.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether its time limit has passed. Guarded by the worker.</summary>
    public bool IsExpired { get; set; }

    /// <summary>Whether its caller was told so, which waits until it has begun. Guarded by the worker.</summary>
    public bool IsTimedOut { get; set; }

    /// <summary>Whether the worker was told that the caller left. Guarded by the worker.</summary>
    public bool IsLeft { get; set; }

    /// <summary>The body of its streamed answer. Guarded by the worker.</summary>
    public ChunkStream? Stream { get; set; }

    /// <summary>Whether somebody still waits for the end.</summary>
    public bool IsAwaited => Volatile.Read(ref _hasEnd) == 0;

    /// <summary>Fires when it is over and its door is shut. Guarded by the worker.</summary>
    public CancellationToken Over => (_over ??= new CancellationTokenSource()).Token;

    /// <summary>It is over: what it has asked of services is given up. Guarded by the worker.</summary>
    public void ShutDoor() => _ = _over?.CancelAsync();

    /// <summary>Gives the waiter its end; only the first counts.</summary>
    /// <param name="end">The end.</param>
    /// <param name="isInlineAllowed">Whether the waiter may go on upon this very stack.</param>
    public void TryEnd(CallEnd end, bool isInlineAllowed = false)
    {
        if (Interlocked.Exchange(ref _hasEnd, 1) == 0)
        {
            _end.RunContinuationsAsynchronously = !isInlineAllowed;
            _end.SetResult(end);
        }
    }

    /// <inheritdoc/>
    public override string? OnReply(InvokeReply reply) => _worker.OnReply(this, reply, out _reply);

    /// <inheritdoc/>
    public override void Complete(bool inline) => TryEnd(_reply, inline);

    /// <inheritdoc/>
    public override void OnClosed(RpcCloseReason reason)
    {
        // The worker's watcher ends every call, once it knows why the worker died.
    }

    CallEnd IValueTaskSource<CallEnd>.GetResult(short token) => _end.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<CallEnd>.GetStatus(short token) => _end.GetStatus(token);

    void IValueTaskSource<CallEnd>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _end.OnCompleted(continuation, state, token, flags);
}
