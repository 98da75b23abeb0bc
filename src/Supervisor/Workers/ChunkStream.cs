namespace MolnOS.Sandbox.Workers;

/// <summary>
/// The chunks of a streamed answer on their way from the worker to the caller. At most the window of the wire lies here; the worker
/// may send more once a chunk has been taken.
/// </summary>
internal sealed class ChunkStream(Action<int> acknowledge, Action abandon)
{
    /// <summary>Bytes a worker may send before an earlier chunk is acknowledged.</summary>
    public const int WindowBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _chunks = new();
    private TaskCompletionSource? _arrival;
    private string? _failure;
    private bool _isEnded;
    private int _outstanding;

    /// <summary>Whether the reader left before the end.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Takes a chunk from the worker; false when it is over the window or after the end.</summary>
    public bool TryAdd(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            _outstanding += data.Length;
            if (_isEnded || _outstanding > WindowBytes)
            {
                return false;
            }

            // An empty one would cost room that no window counts.
            if (data.Length > 0)
            {
                _chunks.Enqueue(data.ToArray());
                Wake();
            }

            return true;
        }
    }

    /// <summary>Ends the stream, cleanly or with what went wrong; false when it has ended already.</summary>
    public bool TryEnd(string? failure)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _isEnded = true;
            _failure = failure;
            Wake();
            return true;
        }
    }

    /// <summary>The next chunk, or null at the clean end.</summary>
    /// <exception cref="IOException">The stream failed midway.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (_chunks.TryDequeue(out var chunk))
                {
                    _outstanding -= chunk.Length;
                    acknowledge(chunk.Length);
                    return chunk;
                }

                if (_isEnded)
                {
                    return _failure is null ? null : throw new IOException(_failure);
                }

                _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the worker that nobody reads on; nothing happens when the stream has ended.</summary>
    public void Abandon()
    {
        if (TryEnd("The reader left."))
        {
            IsAbandoned = true;
            abandon();
        }
    }

    private void Wake()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }
}
