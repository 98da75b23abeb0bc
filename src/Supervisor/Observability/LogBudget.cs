namespace MolnOS.Sandbox.Observability;

/// <summary>How much one function may still log: a bucket that refills every moment, and the count of what did not fit.</summary>
internal sealed class LogBudget(int bytesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _available = bytesPerSecond;
    private long _filledAt = time.GetTimestamp();
    private long _dropped;

    /// <summary>Takes so many bytes; false when there are not enough, and the line is to be counted as dropped.</summary>
    public bool TryTake(int bytes)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var refill = time.GetElapsedTime(_filledAt, now).TotalSeconds * bytesPerSecond;
            _available = Math.Min(bytesPerSecond, _available + refill);
            _filledAt = now;
            if (_available < bytes)
            {
                return false;
            }

            _available -= bytes;
            return true;
        }
    }

    /// <summary>Counts dropped lines; true for the first since the last <see cref="TakeDropped"/>.</summary>
    public bool Drop(long lines) => Interlocked.Add(ref _dropped, lines) == lines;

    /// <summary>How many lines were dropped since the last time.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
