using System.Text;
using System.Threading.Channels;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

/// <summary>A connection on an in-memory wire; what the peer asks is heard as text, <c>method params</c> or <c>id method params</c>.</summary>
internal sealed class ConnectionRig : IRpcHandler, IAsyncDisposable
{
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    public ConnectionRig(RpcConnectionOptions? options = null, Stream? input = null, Stream? output = null)
    {
        Connection = new RpcConnection(input ?? Wire.Input, output ?? Wire.Output, options ?? RpcConnectionOptions.Default);
        Connection.Start(this);
    }

    public Link Wire { get; } = new();

    public RpcConnection Connection { get; }

    public bool HasHeardMore => _heard.Reader.TryPeek(out _);

    /// <summary>What happens when the peer asks something.</summary>
    public Func<string, string?> OnHeard { get; set; } = static _ => null;

    public async Task<string> HeardAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _heard.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Sends a call that must be taken.</summary>
    public RecordedCall Call(UInt128 id, Action<RecordedCall, bool>? onComplete = null)
    {
        var call = new RecordedCall(onComplete);
        Call(id, call).Should().Be(RpcSendResult.Sent);
        return call;
    }

    public RpcSendResult Call(UInt128 id, RecordedCall call, string parameters = "{}") =>
        Connection.Call(id, "do"u8, parameters, static (frame, text) => frame.Raw(Encoding.UTF8.GetBytes(text)), call);

    public RpcSendResult Notify(string text) => Connection.Notify("note"u8, text, static (frame, value) =>
    {
        frame.Raw("["u8);
        frame.Utf8String(value);
        frame.Raw("]"u8);
    });

    public async Task<RpcCloseReason> ClosedAsync() => await Connection.Closed.WaitAsync(TimeSpan.FromSeconds(10));

    public string? OnNotification(ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters) =>
        Hear($"{Encoding.UTF8.GetString(method)} {Encoding.UTF8.GetString(parameters)}");

    public string? OnRequest(long id, ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters) =>
        Hear($"{id} {Encoding.UTF8.GetString(method)} {Encoding.UTF8.GetString(parameters)}");

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private string? Hear(string text)
    {
        var violation = OnHeard(text);
        _heard.Writer.TryWrite(text);
        return violation;
    }
}

/// <summary>A pending call that records its outcome as text.</summary>
internal sealed class RecordedCall(Action<RecordedCall, bool>? onComplete = null) : PendingCall
{
    private readonly TaskCompletionSource<string> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _answer;

    public int Outcomes { get; private set; }

    public bool WasInline { get; private set; }

    public Task<string> OutcomeAsync() => _outcome.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public override string? OnResult(ReadOnlySpan<byte> result)
    {
        _answer = Encoding.UTF8.GetString(result);
        return _answer is "\"bad\"" ? "a bad result" : null;
    }

    public override string? OnError(RpcError error)
    {
        _answer = $"{error.Code} {Encoding.UTF8.GetString(error.Message)} {Encoding.UTF8.GetString(error.Data)}";
        return null;
    }

    public override void Complete(bool inline)
    {
        Outcomes++;
        WasInline = inline;
        onComplete?.Invoke(this, inline);
        _outcome.TrySetResult(_answer!);
    }

    public override void OnClosed(RpcCloseReason reason)
    {
        Outcomes++;
        _outcome.TrySetResult($"closed: {reason}");
    }
}
