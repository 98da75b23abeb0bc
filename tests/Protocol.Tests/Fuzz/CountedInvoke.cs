using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Fuzz;

/// <summary>An invoke that counts what it hears, to find out whether it hears one outcome and no other.</summary>
internal sealed class CountedInvoke(InvocationId id) : InvokeCall
{
    private readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _replies;
    private int _completions;
    private int _closes;

    /// <summary>Its id.</summary>
    public InvocationId Invocation { get; } = id;

    /// <summary>The id, as it stands on the wire.</summary>
    public string Id { get; } = id.ToString();

    /// <summary>Completes when it has heard an outcome; the reader may run ahead of one that it completes inline.</summary>
    public Task Outcome => _outcome.Task;

    /// <summary>The last reply.</summary>
    public InvokeReply? Reply { get; private set; }

    /// <summary>Whether a reply was taken as its outcome.</summary>
    public bool IsAnswered => Volatile.Read(ref _completions) > 0;

    /// <summary>What is wrong with what it heard, or null: one reply and its completion, or one close.</summary>
    public string? Fault => (Volatile.Read(ref _replies), Volatile.Read(ref _completions), Volatile.Read(ref _closes)) switch
    {
        (1, 1, 0) or (0, 0, 1) => null,
        var (replies, completions, closes) => $"the call {Id} heard {replies} replies, {completions} completions, {closes} closes",
    };

    public override string? OnReply(InvokeReply reply)
    {
        Reply = reply;
        Interlocked.Increment(ref _replies);
        return null;
    }

    public override void Complete(bool inline)
    {
        Interlocked.Increment(ref _completions);
        _outcome.TrySetResult();
    }

    public override void OnClosed(RpcCloseReason reason)
    {
        Interlocked.Increment(ref _closes);
        _outcome.TrySetResult();
    }
}
