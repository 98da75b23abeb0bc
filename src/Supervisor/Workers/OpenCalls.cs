using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// The calls that are open in one worker, and the rules for what the worker may say of them. A method that returns a string returns
/// the rule the worker broke, or null when all is well.
/// </summary>
internal sealed class OpenCalls(StartMarks marks)
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
            if (_isClosed || !marks.TryTake(out var mark))
            {
                return false;
            }

            call.Mark = mark;
            _open.Add(call.Id, call);
            return true;
        }
    }

    /// <summary>Removes a call, if it is open.</summary>
    public void Remove(OpenCall call)
    {
        lock (_gate)
        {
            RemoveOpen(call);
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

    /// <summary>The worker answered a call, with a stream that follows or not; a call that is not <paramref name="isOpen"/> is over.</summary>
    public string? Answer(OpenCall call, ChunkStream? stream, bool isOpen)
    {
        lock (_gate)
        {
            if (!marks.IsSet(call.Mark))
            {
                return "an answer to a call that was not begun";
            }

            if (stream is not null && !isOpen)
            {
                return "a stream without an end to come";
            }

            call.IsAnswered = true;
            call.Stream = stream;
            if (!isOpen)
            {
                RemoveOpen(call);
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

            RemoveOpen(call);
        }

        call.Stream?.TryEnd("The worker ended the call before its stream.");
        return null;
    }

    /// <summary>The door of a call that is open and has begun, and the token of its end; null when there is none.</summary>
    public (BindingDoor Door, CancellationToken Over)? DoorOf(InvocationId id)
    {
        lock (_gate)
        {
            return _open.TryGetValue(id, out var call) && call is { Door: { } door, IsTimedOut: false } && marks.IsSet(call.Mark) ? (door, call.Over) : null;
        }
    }

    /// <summary>Whether any call has still time to run.</summary>
    public bool HasLive()
    {
        lock (_gate)
        {
            return _open.Values.Any(call => !call.IsExpired);
        }
    }

    /// <summary>Finds the calls whose limit has passed, those whose caller has left, and whether the worker's event loop must be busy.</summary>
    public void Sweep(TimeProvider time, long now, CallSweep found)
    {
        found.Clear();
        lock (_gate)
        {
            foreach (var call in _open.Values)
            {
                var hasBegun = marks.IsSet(call.Mark);
                if (!call.IsExpired && now >= call.Deadline)
                {
                    call.IsExpired = true;
                    found.IsLimitReached = true;
                }

                // One that lies unbegun behind another is not to blame: it ends when it is begun after all, or goes elsewhere with the worker's end.
                if (call is { IsExpired: true, IsTimedOut: false } && hasBegun)
                {
                    call.IsTimedOut = true;
                    call.ShutDoor();
                    found.TimedOut.Add(call);
                }
                else if (!call.IsLeft && call.CallerLeft.IsCancellationRequested)
                {
                    call.IsLeft = true;
                    found.Left.Add(call);
                }

                found.IsStalled |= !hasBegun && time.GetElapsedTime(call.SentAt, now) > StallAfter;
            }
        }
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
            call.ShutDoor();
            call.Stream?.TryEnd($"The worker ended: {death.Description}.");
            call.TryEnd(new CallEnd(marks.IsSet(call.Mark) ? CallEndKind.WorkerDied : CallEndKind.NotBegun, Death: death));
        }
    }

    private void RemoveOpen(OpenCall call)
    {
        if (_open.Remove(call.Id))
        {
            marks.Return(call.Mark);
            call.ShutDoor();
        }
    }
}
