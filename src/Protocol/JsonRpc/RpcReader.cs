using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>
/// The one reader of a connection. It belongs to no thread: whoever completes a read runs it. Before it lets the continuation of the last
/// answer of a batch run on its thread, it has asked for the next read with itself as the continuation, so that thread is free to be
/// kept by others for as long as they like.
/// </summary>
internal sealed class RpcReader : IThreadPoolWorkItem, IDisposable
{
    private readonly Stream _input;
    private readonly int _maxLineBytes;
    private readonly LineBuffer _lines;
    private readonly LineTaker _take;
    private readonly Action<RpcCloseReason> _ended;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly Action _onRead;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private PendingCall? _answered;

    /// <summary>Takes the stream over.</summary>
    /// <param name="input">The stream.</param>
    /// <param name="maxLineBytes">Longest line.</param>
    /// <param name="take">Takes each line.</param>
    /// <param name="ended">Hears why reading ended, unless <see cref="Dispose"/> ended it.</param>
    public RpcReader(Stream input, int maxLineBytes, LineTaker take, Action<RpcCloseReason> ended)
    {
        _input = input;
        _maxLineBytes = maxLineBytes;
        _lines = new LineBuffer(maxLineBytes);
        _take = take;
        _ended = ended;
        _stopping = _stop.Token;
        _onRead = OnRead;
    }

    /// <summary>Takes one line: null or its violation, and the call it answered, which is yet to be completed.</summary>
    internal delegate string? LineTaker(ReadOnlySpan<byte> line, out PendingCall? answered);

    /// <summary>Begins on a thread of the pool.</summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Run(hasRead: false);

    /// <summary>Stops reading; no line is taken after the current one.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // The peer is gone already; there is nobody to tell.
        }
    }

    private void OnRead() => Run(hasRead: true);

    private void Run(bool hasRead)
    {
        RpcCloseReason? end;
        try
        {
            do
            {
                end = hasRead ? TakeRead() : null;
                hasRead = true;
            }
            while (end is null && !_stopping.IsCancellationRequested && !TryHandOver());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            end = new RpcCloseReason.Broken(exception.Message);
        }
        catch (Exception exception)
        {
            // A handler that throws is a bug of ours; going on would leave the conversation in an unknown state.
            end = new RpcCloseReason.ByUs($"reading failed: {exception.GetType().Name}: {exception.Message}");
        }

        if (end is not null)
        {
            CompleteAnswered();
            _ended(end);
        }
    }

    private RpcCloseReason? TakeRead()
    {
        var bytes = _read.GetResult();
        if (bytes == 0)
        {
            return new RpcCloseReason.EndOfFile();
        }

        _lines.Advance(bytes);
        while (!_stopping.IsCancellationRequested && _lines.TryTake(out var line))
        {
            if (line.Length > _maxLineBytes)
            {
                return OverCap();
            }

            if (_take(line, out var answered) is { } violation)
            {
                return new RpcCloseReason.Violation(violation);
            }

            if (answered is not null)
            {
                CompleteAnswered();
                _answered = answered;
            }
        }

        return _lines.IsOverCap ? OverCap() : null;
    }

    /// <summary>Asks for the next read. True when it is under way: then this reader may already run on another thread.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is consumed once: by the next turn of the loop or by its continuation.")]
    private bool TryHandOver()
    {
        var read = _input.ReadAsync(_lines.PrepareRead(), _stopping).ConfigureAwait(false).GetAwaiter();
        _read = read;
        if (read.IsCompleted)
        {
            CompleteAnswered();
            return false;
        }

        var answered = _answered;
        _answered = null;
        read.UnsafeOnCompleted(_onRead);
        answered?.Complete(inline: true);
        return true;
    }

    private void CompleteAnswered()
    {
        _answered?.Complete(inline: false);
        _answered = null;
    }

    private RpcCloseReason.Violation OverCap() => new($"a line of more than {_maxLineBytes} bytes");
}
