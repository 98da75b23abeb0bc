using System.Diagnostics.CodeAnalysis;
using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// One Node process and the calls in it. Blank at first, it loads one version of one function and never another; it goes when its
/// function no longer needs it, or when it breaks a rule.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The watcher disposes the channel once the process has ended.")]
internal sealed class Worker
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromSeconds(1);

    private readonly WorkerParts _parts;
    private readonly WorkerProcess _process;
    private readonly WorkerChannel _channel;
    private readonly StartMarks _marks;
    private readonly OpenCalls _calls;
    private readonly CallSweep _sweep = new();
    private readonly TaskCompletionSource<WorkerDeath> _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _killedFor = -1;
    private int _isLeaving;
    private int _isDraining;

    /// <summary>Takes over a process that was started with these marks, and the marks.</summary>
    public Worker(WorkerProcess process, StartMarks marks, WorkerParts parts)
    {
        _process = process;
        _marks = marks;
        _calls = new OpenCalls(marks);
        Resources = new ResourceWatch(this, process, parts);
        _parts = parts;
        Notes = new WorkerNotes(this, _calls, parts);
        Printed = new LogPipe(process.Printed, Notes.OnPrinted, parts.Options.LogBytesPerSecond, parts.Time);
        _channel = new WorkerChannel(
            process.FromWorker, process.ToWorker, Notes, new RpcConnectionOptions { MaxFrameBytes = parts.Options.MaxFrameBytes });
    }

    /// <summary>Id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What it serves; null while blank.</summary>
    public Assignment? Assignment { get; private set; }

    /// <summary>Completes when the worker has said that it is ready.</summary>
    public Task Ready => Notes.Ready;

    /// <summary>Completes when the process has ended and every call in it has heard of that.</summary>
    public Task<WorkerDeath> Death => _death.Task;

    /// <summary>Whether it may be given further calls.</summary>
    public bool IsServing => Volatile.Read(ref _isLeaving) == 0 && !_death.Task.IsCompleted;

    /// <summary>Whether a call lies unbegun in it, because an earlier one holds its event loop.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Slots taken, reserved ones included. Guarded by the pool's group.</summary>
    public int Load { get; set; }

    /// <summary>Timestamp since which it has had no call. Guarded by the pool's group.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether it has answered a call well.</summary>
    public bool HasServed { get; private set; }

    /// <summary>Called for each slot that comes free; the pool's group sets it.</summary>
    public Action<Worker>? SlotFreed { get; set; }

    /// <summary>Calls the worker is not done with.</summary>
    public int OpenCallCount => _calls.Count;

    /// <summary>Sees to what it uses.</summary>
    public ResourceWatch Resources { get; }

    private WorkerNotes Notes { get; }

    private LogPipe Printed { get; }

    /// <summary>Begins to listen to the process.</summary>
    public void Start()
    {
        Printed.Start();
        _channel.Start();
        _ = WatchAsync();
    }

    /// <summary>Loads a function's code, once in the worker's life. A reply other than loaded leaves it fit for nothing but its end.</summary>
    public ValueTask<LoadReply> LoadAsync(
        Assignment assignment, AssignedProgram program, ReadOnlyMemory<byte>? codeCache, CancellationToken cancellationToken)
    {
        Assignment = assignment;
        return _channel.LoadAsync(
            new LoadRequest
            {
                FunctionId = assignment.FunctionId,
                FunctionName = assignment.FunctionName,
                Version = assignment.Version,
                Env = program.Env,
                TimeoutMs = assignment.Limits.TimeoutMs,
                MemoryMb = assignment.Limits.MemoryMb,
                Concurrency = assignment.Limits.Concurrency,
                MaxFrameBytes = _parts.Options.MaxFrameBytes,
                LogBytesPerSecond = _parts.Options.LogBytesPerSecond,
                Services = assignment.Services,
                CodeCache = codeCache,
                Source = program.Source,
            },
            cancellationToken);
    }

    /// <summary>V8's code cache of what was loaded, or null.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadCodeCacheAsync(CancellationToken cancellationToken) =>
        _channel.ReadCodeCacheAsync(cancellationToken);

    /// <summary>Sends a call into a slot that the pool reserved; <paramref name="door"/> takes what it asks of services. Never throws.</summary>
    public ValueTask<CallEnd> SendAsync(
        InvocationId id, InvokeRequest request, long deadline, CancellationToken callerLeft, BindingDoor? door = null)
    {
        var call = new OpenCall(this, id, _parts.Time.GetTimestamp(), deadline, callerLeft) { Door = door };
        var sent = _calls.TryAdd(call) ? _channel.Invoke(id, request, call) : RpcSendResult.Closed;
        if (sent != RpcSendResult.Sent)
        {
            if (sent == RpcSendResult.Closed)
            {
                // It is on its way out; the next call must not come here.
                Volatile.Write(ref _isLeaving, 1);
            }

            Close(call);
            call.TryEnd(new CallEnd(sent == RpcSendResult.TooLarge ? CallEndKind.TooLarge : CallEndKind.NotBegun));
        }

        return call.End;
    }

    /// <summary>Takes the worker's reply to a call, on the reader's thread, in the order of the wire; gives the end for its caller.</summary>
    /// <returns>The rule the reply breaks, or null.</returns>
    public string? OnReply(OpenCall call, InvokeReply reply, out CallEnd end)
    {
        if (reply is InvokeReply.NotBegun)
        {
            end = new CallEnd(CallEndKind.NotBegun);
            Close(call);
            return null;
        }

        var stream = reply is InvokeReply.Answered { Answer.BodyType: AnswerBodyType.Stream } ? StreamFor(call.Id) : null;
        end = new CallEnd(CallEndKind.Replied, reply, stream);
        if (_calls.Answer(call, stream, reply.IsOpen) is { } violation)
        {
            return violation;
        }

        HasServed |= reply is InvokeReply.Answered;
        if (!reply.IsOpen)
        {
            OnSlotFreed();
        }

        if (!call.IsAwaited)
        {
            stream?.Abandon();
        }

        return null;
    }

    /// <summary>Frees the slot of a call that is over.</summary>
    public void OnSlotFreed()
    {
        SlotFreed?.Invoke(this);
        if (!IsServing && !_calls.HasLive())
        {
            _ = DrainAsync();
        }
    }

    /// <summary>Acts on time limits and callers gone. Called every few milliseconds while calls are open, by one thread.</summary>
    public void Sweep(long now)
    {
        _calls.Sweep(_parts.Time, now, _sweep);
        IsStalled = _sweep.IsStalled;
        foreach (var call in _sweep.Left)
        {
            _channel.Cancel(call.Id, CancelReason.Disconnected);
            call.TryEnd(new CallEnd(CallEndKind.CallerLeft));
        }

        if (_sweep.IsLimitReached)
        {
            // Before the callers hear of it: their next call must not come here.
            Volatile.Write(ref _isLeaving, 1);
        }

        foreach (var call in _sweep.TimedOut)
        {
            _channel.Cancel(call.Id, CancelReason.Timeout);
            call.TryEnd(new CallEnd(CallEndKind.TimedOut));
            call.Stream?.TryEnd("The time limit passed.");
        }

        if (_sweep.IsLimitReached)
        {
            _ = LeaveAfterDeadlineAsync();
        }
    }

    /// <summary>Takes no more calls, finishes those it has, and goes.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref _isLeaving, 1) == 0 && !_calls.HasLive())
        {
            _ = DrainAsync();
        }
    }

    /// <summary>Ends the process at once. The first reason given is the one that counts.</summary>
    public void Kill(DeathReason reason)
    {
        Interlocked.CompareExchange(ref _killedFor, (int)reason, -1);
        Volatile.Write(ref _isLeaving, 1);
        _process.Kill();
    }

    /// <summary>Gives it the limits of the function it is taken for; false when they do not hold.</summary>
    public bool TryLimit(WorkerNeeds needs) => WorkerLauncher.TryLimit(_process, needs);

    private ChunkStream StreamFor(InvocationId id) =>
        new(bytes => _channel.AcknowledgeChunk(id, bytes), () => _channel.Cancel(id, CancelReason.Disconnected));

    private void Close(OpenCall call)
    {
        _calls.Remove(call);
        OnSlotFreed();
    }

    /// <summary>A call ran out of time: the worker finishes what it has when its event loop still turns, and is killed when not.</summary>
    private async Task LeaveAfterDeadlineAsync()
    {
        using var patience = new CancellationTokenSource(PingTimeout, _parts.Time);
        if (!await _channel.PingAsync(patience.Token).ConfigureAwait(false))
        {
            Kill(DeathReason.Deadline);
        }
        else if (!_calls.HasLive())
        {
            Kill(DeathReason.Retired);
        }
    }

    /// <summary>Lets the worker end by itself once nothing runs in it; its last lines arrive that way.</summary>
    private async Task DrainAsync()
    {
        if (Interlocked.Exchange(ref _isDraining, 1) != 0)
        {
            return;
        }

        using var patience = new CancellationTokenSource(DrainTimeout, _parts.Time);
        Interlocked.CompareExchange(ref _killedFor, (int)DeathReason.Retired, -1);
        await _channel.DrainAsync(patience.Token).ConfigureAwait(false);
        Kill(DeathReason.Retired);
    }

    private async Task WatchAsync()
    {
        var reason = await _channel.Closed.ConfigureAwait(false);
        Volatile.Write(ref _isLeaving, 1);
        if (reason is RpcCloseReason.EndOfFile or RpcCloseReason.Broken)
        {
            // A process that ends by itself closes its pipes a moment earlier; its exit code says why. On a busy machine that moment is long,
            // since the code comes up through what stands around node. Only a function that closes its own pipes keeps its callers waiting.
            await Task.WhenAny(_process.Exited, Task.Delay(ExitTime, _parts.Time)).ConfigureAwait(false);
        }

        _process.Kill();
        await _process.Exited.ConfigureAwait(false);
        var lastWords = DeathClassifier.IsTellingLastLines(_process.ExitCode) ? LastWordsTime : TimeSpan.FromMilliseconds(50);
        await Task.WhenAny(Printed.Completion, Task.Delay(lastWords, _parts.Time)).ConfigureAwait(false);

        var killedFor = Volatile.Read(ref _killedFor);
        var death = DeathClassifier.Classify(new DeathEvidence(
            killedFor < 0 ? null : (DeathReason)killedFor,
            (reason as RpcCloseReason.Violation)?.What,
            _process.ExitCode,
            Printed.Tail)
        { HasRunOutOfMemory = _process.HasRunOutOfMemory });
        _calls.Close(death);
        _death.TrySetResult(death);
        await _channel.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
        _marks.Dispose();
    }
}
