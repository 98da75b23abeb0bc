namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>Time that passes only when a test says so, with timers that fire as it passes.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer fires; null when none is set.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min(timer => timer.At);
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), period);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Pass(TimeSpan time)
    {
        for (var end = GetUtcNow() + time; ;)
        {
            Timer? first;
            lock (_gate)
            {
                first = _timers.Where(timer => timer.At <= end).MinBy(timer => timer.At);
                _now = first?.At is { } at && at > _now ? at : first is null ? end : _now;
            }

            if (first is null)
            {
                return;
            }

            first.Fire();
        }
    }

    private sealed class Timer(SteppedTime time, Action fire, TimeSpan period) : ITimer
    {
        private TimeSpan _period = period;

        public DateTimeOffset? At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                _period = period;
                At = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                return true;
            }
        }

        public void Fire()
        {
            lock (time._gate)
            {
                At = _period == Timeout.InfiniteTimeSpan ? null : At + _period;
            }

            fire();
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                At = null;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
