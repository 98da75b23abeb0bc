namespace MolnOS.Sandbox.Events;

/// <summary>
/// How many deliveries run at once in all. Functions that want one more take turns. The first delivery of a function always finds a slot, so
/// that functions that never return cannot keep the others waiting.
/// </summary>
internal sealed class DeliverySlots(int most)
{
    private readonly Lock _gate = new();
    private readonly Queue<Lane> _waiting = new();
    private readonly HashSet<Lane> _isWaiting = [];
    private int _taken;
    private TaskCompletionSource? _idle;

    /// <summary>Deliveries that run.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a slot; false when there is none, and the lane is told to advance once there is.</summary>
    public bool TryTake(Lane lane, bool isFirst)
    {
        lock (_gate)
        {
            if (_taken < most || isFirst)
            {
                _taken++;
                return true;
            }

            if (_isWaiting.Add(lane))
            {
                _waiting.Enqueue(lane);
            }

            return false;
        }
    }

    /// <summary>Gives a slot back; to be called without a lane's lock.</summary>
    public void Release()
    {
        TaskCompletionSource? idle = null;
        int turns;
        lock (_gate)
        {
            turns = _waiting.Count;
            if (--_taken == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.TrySetResult();
        // One that has found something else to wait for takes no slot: the next has its turn.
        for (; turns > 0 && NextInTurn() is { } lane; turns--)
        {
            lane.Advance();
        }
    }

    /// <summary>Ends once nothing runs.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _taken == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private Lane? NextInTurn()
    {
        lock (_gate)
        {
            if (_taken >= most || !_waiting.TryDequeue(out var lane))
            {
                return null;
            }

            _isWaiting.Remove(lane);
            return lane;
        }
    }
}
