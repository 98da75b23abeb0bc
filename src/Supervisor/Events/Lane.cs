using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>
/// The way of events to one function. The store is the truth: what is due is in memory a few at a time, the rest is read when there is room
/// again. Whatever changes ends in <see cref="Advance"/>, which begins all that can begin now and sets a timer for what comes later.
/// </summary>
internal sealed class Lane
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly LaneParts _parts;
    private readonly LaneWork _work;
    private readonly LaneBuffer _buffer;
    private readonly ITimer _timer;
    private long _waiting;
    private int _running;
    private bool _isBehind;
    private bool _isReading;
    private bool _isStopped;
    private bool _isClosed;
    private DateTimeOffset? _nextDueAt;
    private DateTimeOffset _pausedUntil;

    public Lane(string functionId, LaneParts parts, LaneWork work)
    {
        (FunctionId, _parts, _work) = (functionId, parts, work);
        _buffer = new LaneBuffer(parts.Budget);
        _timer = parts.Time.CreateTimer(static lane => ((Lane)lane!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string FunctionId { get; }

    /// <summary>Whether nothing more is begun.</summary>
    public bool IsStopped => Volatile.Read(ref _isStopped);

    private DateTimeOffset Now => _parts.Time.GetUtcNow();

    /// <summary>Counts a delivery that is about to be stored. Null when the lane is closed, false when too many wait already.</summary>
    public bool? TryReserve()
    {
        lock (_gate)
        {
            if (_isClosed || _waiting >= _parts.Options.MaxWaiting)
            {
                return _isClosed ? null : false;
            }

            AddWaiting(1);
            return true;
        }
    }

    /// <summary>Some deliveries wait no more: they were not stored, or are cancelled.</summary>
    public void Drop(long deliveries)
    {
        lock (_gate)
        {
            AddWaiting(-deliveries);
        }
    }

    /// <summary>A reserved delivery is on disk. Returns at once.</summary>
    public void Offer(WaitingDelivery delivery)
    {
        lock (_gate)
        {
            if (_isBehind || _buffer.Room == 0)
            {
                _isBehind = true;
            }
            else
            {
                _buffer.Add(delivery);
            }
        }

        Advance();
    }

    /// <summary>Deliveries lie in the store, of which this lane has not heard; false when it is closed. Returns at once.</summary>
    public bool Resume(long deliveries)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            AddWaiting(deliveries);
            _isBehind = true;
        }

        Advance();
        return true;
    }

    /// <summary>Begins all that can begin. Returns at once; safe to call at any time, but not under a lock of this lane.</summary>
    public void Advance()
    {
        while (true)
        {
            WaitingDelivery? next = null;
            DueRange? range;
            lock (_gate)
            {
                range = _isStopped || IsPaused() || TryStart(out next) ? null : RangeToRead();
            }

            if (next is not null)
            {
                _work.BeginRun(this, next);
            }
            else if (range is not null)
            {
                _work.BeginRead(this, range);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>The store has given what is due.</summary>
    public void Absorb(DuePage page, TimeSpan pause = default)
    {
        lock (_gate)
        {
            foreach (var delivery in page.Deliveries)
            {
                _buffer.Add(delivery);
            }

            _buffer.EndRead();
            _isReading = false;
            // It may also be behind by what was offered meanwhile and found no room.
            _isBehind |= page.HasMore;
            NoteDue(page.NextDueAt);
            Pause(pause);
        }

        Advance();
    }

    /// <summary>What became of a delivery is on disk, unless it had been cancelled before.</summary>
    public void Ended(WaitingDelivery delivery, DeliveryEnd end, bool wasWaiting)
    {
        lock (_gate)
        {
            _running--;
            _buffer.Forget(delivery.Id);
            switch (end)
            {
                case DeliveryEnd.Failed failed when wasWaiting:
                    NoteDue(failed.DueAt);
                    break;
                case not DeliveryEnd.Failed when wasWaiting:
                    AddWaiting(-1);
                    break;
            }
        }
    }

    /// <summary>A delivery could not be run now; no other is tried before the pause is over.</summary>
    public void PutBack(WaitingDelivery delivery, TimeSpan pause)
    {
        lock (_gate)
        {
            _running--;
            _buffer.PutBack(delivery);
            Pause(pause);
        }
    }

    /// <summary>Forgets what is ready: it has been, or is about to be, cancelled in the store.</summary>
    public void DropReady()
    {
        lock (_gate)
        {
            _buffer.DropReady();
        }
    }

    /// <summary>Begins nothing more; what runs goes on to its end.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
        }

        _timer.Dispose();
    }

    /// <summary>Whether it is of no more use; from then on it takes nothing in.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            _isClosed |= _waiting == 0 && _running == 0 && !_isReading && _buffer.Count == 0;
            return _isClosed;
        }
    }

    private bool IsPaused()
    {
        if (Now >= _pausedUntil)
        {
            return false;
        }

        Wake(_pausedUntil);
        return true;
    }

    private bool TryStart(out WaitingDelivery? next)
    {
        next = null;
        if (_buffer.Count == 0
            || _running >= _parts.Attempt.ConcurrencyOf(FunctionId)
            || !_parts.Slots.TryTake(this, isFirst: _running == 0)
            || !_buffer.TryTake(out next))
        {
            return false;
        }

        _running++;
        return true;
    }

    private DueRange? RangeToRead()
    {
        var isDue = _isBehind || _nextDueAt <= Now;
        if (!isDue && _nextDueAt is { } later)
        {
            Wake(later);
        }

        // Not for each one that leaves: a page at a time.
        if (!isDue || _isReading || _buffer.Count > LaneBuffer.MostReady / 4 || _buffer.Room is not (> 0 and var room))
        {
            return null;
        }

        (_isReading, _isBehind, _nextDueAt) = (true, false, null);
        return new DueRange(FunctionId, Now, _buffer.BeginRead(), room, LaneBuffer.MostReadyBytes);
    }

    private void Pause(TimeSpan pause)
    {
        var until = Now + pause;
        _pausedUntil = pause > TimeSpan.Zero && until > _pausedUntil ? until : _pausedUntil;
    }

    private void NoteDue(DateTimeOffset? dueAt) => _nextDueAt = _nextDueAt < dueAt ? _nextDueAt : dueAt ?? _nextDueAt;

    private void AddWaiting(long deliveries)
    {
        _waiting += deliveries;
        _parts.Metrics.AddWaiting(deliveries);
    }

    private void Wake(DateTimeOffset at)
    {
        var wait = at - Now;
        _timer.Change(wait > LongestTimer ? LongestTimer : wait > ShortestTimer ? wait : ShortestTimer, Timeout.InfiniteTimeSpan);
    }
}
