using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// The calls that are open in one worker, and the rules for what the worker may say of them. A method that returns a string returns
/// the rule the worker broke, or null when all is well.
/// </summary>
internal sealed class OpenCalls
{
    /// <summary>How long a call may lie unbegun before its worker counts as stalled.</summary>
    private static readonly TimeSpan StallAfter = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<InvocationId, OpenCall> _open = [];
    private bool _isClosed;

    /// <summary>Calls the worker is not done with.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Adds a call; false once the worker has ended.</summary>
    public bool TryAdd(OpenCall call)
    {
        lock (_gate)
        {
            return !_isClosed && _open.TryAdd(call.Id, call);
        }
    }

    /// <summary>Removes a call; false when it was not open.</summary>
    public bool Remove(OpenCall call)
    {
        lock (_gate)
        {
            return _open.Remove(call.Id);
        }
    }

    /// <summary>The only open call, when there is exactly one.</summary>
    public InvocationId? Single()
    {
        lock (_gate)
        {
            return _open.Count == 1 ? _open.Keys.First() : null;
        }
    }

    /// <summary>The worker is about to run a call's handler; gives the call when its time limit has passed already.</summary>
    public string? Start(InvocationId id, out OpenCall? late)
    {
        late = null;
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var call))
            {
                return "a started note for a call that is not open";
            }

            if (call.IsStarted)
            {
                return "a second started note";
            }

            call.IsStarted = true;
            late = call.IsExpired ? call : null;
            return null;
        }
    }

    /// <summary>The worker answered a call, with a stream that follows or not; a call that is not <paramref name="isOpen"/> is over.</summary>
    public string? Answer(OpenCall call, ChunkStream? stream, bool isOpen)
    {
        lock (_gate)
        {
            if (!call.IsStarted)
            {
                return "an answer to a call that was not started";
            }

            if (stream is not null && !isOpen)
            {
                return "a stream without an end to come";
            }

            call.IsAnswered = true;
            call.Stream = stream;
            if (!isOpen)
            {
                _open.Remove(call.Id);
            }

            return null;
        }
    }

    /// <summary>A chunk of a streamed answer came.</summary>
    public string? AddChunk(InvocationId id, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var call) || call.Stream is not { } stream)
            {
                return "a chunk for an answer that is no open stream";
            }

            // An expired or abandoned stream has no reader; the worker may not have heard of it yet.
            return stream.TryAdd(data) || call.IsExpired || stream.IsAbandoned ? null : "a stream over its window, or past its end";
        }
    }

    /// <summary>A streamed answer ended.</summary>
    public string? EndStream(InvocationId id, string? failure)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var call) || call.Stream is not { } stream)
            {
                return "the end of an answer that is no open stream";
            }

            return stream.TryEnd(failure) || call.IsExpired || stream.IsAbandoned ? null : "a second end of a stream";
        }
    }

    /// <summary>An open invocation ended; gives its call.</summary>
    public string? Finish(InvocationId id, out OpenCall? call)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out call) || !call.IsAnswered)
            {
                return "a finished note for a call that is not open after its answer";
            }

            _open.Remove(id);
        }

        call.Stream?.TryEnd("The worker ended the call before its stream.");
        return null;
    }

    /// <summary>Whether any call has still time to run.</summary>
    public bool HasLive()
    {
        lock (_gate)
        {
            return _open.Values.Any(call => !call.IsExpired);
        }
    }

    /// <summary>
    /// Marks the calls whose limit has passed and those whose caller has left since the last time, and tells whether a call lies
    /// unbegun for so long that the worker's event loop must be busy.
    /// </summary>
    public bool Sweep(TimeProvider time, long now, List<OpenCall> expired, List<OpenCall> left)
    {
        var isStalled = false;
        lock (_gate)
        {
            foreach (var call in _open.Values)
            {
                if (!call.IsExpired && now >= call.Deadline)
                {
                    call.IsExpired = true;
                    expired.Add(call);
                }
                else if (!call.IsLeft && call.CallerLeft.IsCancellationRequested)
                {
                    call.IsLeft = true;
                    left.Add(call);
                }

                isStalled |= !call.IsStarted && time.GetElapsedTime(call.SentAt, now) > StallAfter;
            }
        }

        return isStalled;
    }

    /// <summary>Ends every call, begun or not, and takes no more.</summary>
    public void Close(WorkerDeath death)
    {
        OpenCall[] calls;
        lock (_gate)
        {
            _isClosed = true;
            calls = [.. _open.Values];
            _open.Clear();
        }

        foreach (var call in calls)
        {
            call.Stream?.TryEnd($"The worker ended: {death.Description}.");
            call.TryEnd(new CallEnd(call.IsStarted ? CallEndKind.WorkerDied : CallEndKind.NotBegun, Death: death));
        }
    }
}
