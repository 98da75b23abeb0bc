namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>
/// The one writer of a connection: messages are written into a buffer under a lock, and the first to do so flushes for all. Nobody
/// waits for the stream; what it does not take stays in the buffer, up to a bound.
/// </summary>
internal sealed class RpcWriter
{
    // After so many turns the flushing thread, which has an errand of its own, leaves the rest to the pool.
    private const int TurnsInline = 8;

    private readonly Lock _lock = new();
    private readonly Stream _output;
    private readonly RpcConnectionOptions _options;
    private readonly Action<RpcCloseReason> _failed;
    private FrameBuffer _waiting;
    private FrameBuffer _leaving;
    private bool _isFlushing;
    private bool _isClosed;

    /// <summary>Takes the stream over.</summary>
    /// <param name="output">An unbuffered stream.</param>
    /// <param name="options">The limits.</param>
    /// <param name="failed">Hears that the stream failed.</param>
    public RpcWriter(Stream output, RpcConnectionOptions options, Action<RpcCloseReason> failed)
    {
        _output = output;
        _options = options;
        _failed = failed;
        _waiting = new FrameBuffer(options.MaxFrameBytes);
        _leaving = new FrameBuffer(options.MaxFrameBytes);
    }

    /// <summary>Writes a message, or nothing of it.</summary>
    public RpcSendResult Send<TState>(scoped RpcEnvelope envelope, TState state, RpcParamsWriter<TState>? write)
        where TState : allows ref struct
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return RpcSendResult.Closed;
            }

            if (Append(envelope, state, write) is var result and not RpcSendResult.Sent)
            {
                return result;
            }

            if (_isFlushing)
            {
                return RpcSendResult.Sent;
            }

            _isFlushing = true;
        }

        Flush();
        return RpcSendResult.Sent;
    }

    /// <summary>Drops what waits, refuses what comes, closes the stream.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _waiting = new FrameBuffer(0);
        }

        try
        {
            _output.Dispose();
        }
        catch (IOException)
        {
            // The peer is gone already; there is nobody to tell.
        }
    }

    private RpcSendResult Append<TState>(scoped RpcEnvelope envelope, TState state, RpcParamsWriter<TState>? write)
        where TState : allows ref struct
    {
        var queued = _waiting.Length + (long)_leaving.Length;
        if (queued >= _options.MaxQueuedBytes)
        {
            return RpcSendResult.Full;
        }

        _waiting.BeginFrame();
        var isWhole = false;
        try
        {
            envelope.Write(_waiting, state, write);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                _waiting.TakeFrameBack();
            }
        }

        // The newline does not count.
        var isTooLarge = _waiting.IsOverflowed || _waiting.FrameLength - 1 > _options.MaxFrameBytes;
        if (!isTooLarge && queued + _waiting.FrameLength <= _options.MaxQueuedBytes)
        {
            return RpcSendResult.Sent;
        }

        _waiting.TakeFrameBack();
        return isTooLarge ? RpcSendResult.TooLarge : RpcSendResult.Full;
    }

    private void Flush()
    {
        try
        {
            for (var turn = 0; turn < TurnsInline; turn++)
            {
                if (!TrySwap())
                {
                    return;
                }

                var write = _output.WriteAsync(_leaving.Written);
                if (!write.IsCompletedSuccessfully)
                {
                    _ = FlushLaterAsync(write);
                    return;
                }

                write.GetAwaiter().GetResult();
            }

            ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.FlushOnPool(), this, preferLocal: false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or NotSupportedException)
        {
            Fail(exception);
        }
    }

    private void FlushOnPool() => _ = FlushLaterAsync(default);

    private async Task FlushLaterAsync(ValueTask write)
    {
        try
        {
            await write;
            while (TrySwap())
            {
                await _output.WriteAsync(_leaving.Written);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or NotSupportedException or OperationCanceledException)
        {
            Fail(exception);
        }
    }

    /// <summary>Makes what waits what leaves. False when nothing waits: then the next to send flushes.</summary>
    private bool TrySwap()
    {
        lock (_lock)
        {
            _leaving.Clear();
            if (_isClosed || _waiting.Length == 0)
            {
                _isFlushing = false;
                return false;
            }

            (_waiting, _leaving) = (_leaving, _waiting);
            return true;
        }
    }

    private void Fail(Exception exception)
    {
        lock (_lock)
        {
            _isClosed = true;
            _waiting = new FrameBuffer(0);
        }

        _failed(new RpcCloseReason.Broken(exception.Message));
    }
}
