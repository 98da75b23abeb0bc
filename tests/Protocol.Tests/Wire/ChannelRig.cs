using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>A channel, the wire it speaks on and the notes it heard.</summary>
internal sealed class ChannelRig : IAsyncDisposable
{
    public ChannelRig(RpcConnectionOptions? options = null)
    {
        Channel = new WorkerChannel(Wire.Input, Wire.Output, Notes, options);
        Channel.Start();
    }

    public Link Wire { get; } = new();

    public RecordedNotes Notes { get; } = new();

    public WorkerChannel Channel { get; }

    /// <summary>One whose worker has said that it is ready.</summary>
    public static async Task<ChannelRig> ReadyAsync(RpcConnectionOptions? options = null)
    {
        var rig = new ChannelRig(options);
        await rig.Wire.SendAsync(Lines.Ready);
        (await rig.Notes.NextAsync()).Should().Be("ready v26.10.0");
        return rig;
    }

    /// <summary>Sends a call that must be taken.</summary>
    public AwaitedInvoke Invoke(InvokeRequest request, InvocationId? id = null, int mark = 0)
    {
        var call = new AwaitedInvoke { Mark = mark };
        Channel.Invoke(id ?? Calls.Id, request, call).Should().Be(RpcSendResult.Sent);
        return call;
    }

    /// <summary>Answers the call of <see cref="Calls.Id"/>.</summary>
    public Task AnswerAsync(string result) => Wire.SendAsync(Lines.Result(Calls.Id.ToString(), result));

    /// <summary>What the channel was closed for, when the worker broke a rule.</summary>
    public async Task<string> ViolationAsync() =>
        (await Channel.Closed.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeOfType<RpcCloseReason.Violation>().Subject.What;

    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}
