using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Wire;

/// <summary>A connection of ours to a process in which the npm package vscode-jsonrpc is the other end.</summary>
internal sealed class VscodeJsonRpc : IRpcHandler, IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _notes = Channel.CreateUnbounded<string>();
    private UInt128 _lastId;

    public VscodeJsonRpc()
    {
        _process = Process.Start(new ProcessStartInfo(RepositoryPaths.Node, [RepositoryPaths.FromRoot("tests/transcripts/interop/vscode-jsonrpc.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Connection = new RpcConnection(
            _process.StandardOutput.BaseStream, _process.StandardInput.BaseStream, RpcConnectionOptions.Default);
        Connection.Start(this);
    }

    public RpcConnection Connection { get; }

    /// <summary>Id of the last request this end sent.</summary>
    public string LastId => _lastId.ToString("x32", null);

    /// <summary>Calls, and gives the raw result, or an error as its code, message and data.</summary>
    public Task<string> CallAsync(string method, string? parameters = null)
    {
        var call = new TextCall();
        var sent = parameters is null
            ? Connection.Call<object?>(++_lastId, Encoding.ASCII.GetBytes(method), null, null, call)
            : Connection.Call(++_lastId, Encoding.ASCII.GetBytes(method), parameters, Write, call);
        sent.Should().Be(RpcSendResult.Sent);
        return call.Outcome.WaitAsync(TimeSpan.FromSeconds(15));
    }

    public void Notify(string method, string parameters) =>
        Connection.Notify(Encoding.ASCII.GetBytes(method), parameters, Write).Should().Be(RpcSendResult.Sent);

    public async Task<string> NoteAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        return await _notes.Reader.ReadAsync(patience.Token);
    }

    public string? OnNotification(ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters)
    {
        var note = $"{Encoding.UTF8.GetString(method)} {Encoding.UTF8.GetString(parameters)}";
        _notes.Writer.TryWrite(note);
        if (method.SequenceEqual("$/cancelRequest"u8))
        {
            var id = long.Parse(note.Split(':', '}')[1], null);
            Connection.ReplyError<object?>(id, -32800, "cancelled", null, null);
        }

        return null;
    }

    public string? OnRequest(long id, ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters)
    {
        switch (Encoding.UTF8.GetString(method))
        {
            case "upper":
                Connection.Reply(id, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(parameters).ToUpperInvariant()));
                break;
            case "refuse":
                Connection.ReplyError(id, -32020, "no \"ö\"", "[1]", Write);
                break;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }

    private static void Write(FrameBuffer frame, string json) => frame.Json(Encoding.UTF8.GetBytes(json));

    private sealed class TextCall : PendingCall
    {
        private readonly TaskCompletionSource<string> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _answer = "";

        public Task<string> Outcome => _outcome.Task;

        public override string? OnResult(ReadOnlySpan<byte> result)
        {
            _answer = Encoding.UTF8.GetString(result);
            return null;
        }

        public override string? OnError(RpcError error)
        {
            _answer = $"{error.Code} {Encoding.UTF8.GetString(error.Message)} {Encoding.UTF8.GetString(error.Data)}";
            return null;
        }

        public override void Complete(bool inline) => _outcome.SetResult(_answer);

        public override void OnClosed(RpcCloseReason reason) => _outcome.SetException(new IOException(reason.ToString()));
    }
}
