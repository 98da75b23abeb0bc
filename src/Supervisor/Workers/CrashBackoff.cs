namespace MolnOS.Sandbox.Workers;

/// <summary>
/// How long a function whose workers keep dying is left alone: nothing for the first deaths in a row, since a single crash must not
/// make the next call wait, then 100 ms, doubled each time up to 30 s. A good answer ends the row.
/// </summary>
internal sealed class CrashBackoff(TimeProvider time)
{
    private const int FreeDeaths = 5;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private int _inARow;
    private long _lastFailure;
    private long _until;
    private bool _isPaused;

    /// <summary>Whether there is no death to remember.</summary>
    public bool IsCalm => _inARow == 0 || time.GetElapsedTime(_lastFailure) > Memory;

    /// <summary>A worker died of the function's own doing.</summary>
    public void Failed()
    {
        _inARow++;
        _lastFailure = time.GetTimestamp();
        if (_inARow > FreeDeaths)
        {
            var factor = Math.Pow(2, Math.Min(_inARow - FreeDeaths - 1, 20));
            var pause = First * factor < Longest ? First * factor : Longest;
            _until = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
            _isPaused = true;
        }
    }

    /// <summary>The function answered.</summary>
    public void Succeeded()
    {
        _inARow = 0;
        _isPaused = false;
    }

    /// <summary>What is left of the pause; zero when workers may be started.</summary>
    public TimeSpan Remaining()
    {
        if (!_isPaused)
        {
            return TimeSpan.Zero;
        }

        var left = time.GetElapsedTime(time.GetTimestamp(), _until);
        _isPaused = left > TimeSpan.Zero;
        return _isPaused ? left : TimeSpan.Zero;
    }
}
