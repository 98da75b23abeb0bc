using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>An invoke whose outcome can be awaited: its reply, or why the channel closed.</summary>
internal sealed class AwaitedInvoke : InvokeCall
{
    private readonly TaskCompletionSource<(InvokeReply? Reply, RpcCloseReason? Closed)> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private InvokeReply? _reply;

    public async Task<InvokeReply> ReplyAsync() =>
        (await _outcome.Task.WaitAsync(TimeSpan.FromSeconds(10))).Reply ?? throw new InvalidOperationException("The channel closed.");

    public async Task<RpcCloseReason> ClosedAsync() =>
        (await _outcome.Task.WaitAsync(TimeSpan.FromSeconds(10))).Closed ?? throw new InvalidOperationException("A reply came.");

    /// <summary>Whether it has ended, one way or the other.</summary>
    public async Task<bool> EndedAsync()
    {
        await _outcome.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return true;
    }

    public override string? OnReply(InvokeReply reply)
    {
        _reply = reply;
        return null;
    }

    public override void Complete(bool inline) => _outcome.SetResult((_reply, null));

    public override void OnClosed(RpcCloseReason reason) => _outcome.SetResult((null, reason));
}
