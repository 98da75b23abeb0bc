namespace MolnOS.Sandbox.Bindings;

/// <summary>How long at least one of several things that may overlap was under way.</summary>
internal sealed class BusyTime(TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _underWay;
    private long _since;
    private TimeSpan _before;

    /// <summary>So far.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                return _underWay == 0 ? _before : _before + time.GetElapsedTime(_since);
            }
        }
    }

    /// <summary>One of them begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_underWay++ == 0)
            {
                _since = time.GetTimestamp();
            }
        }
    }

    /// <summary>One of them ends.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (--_underWay == 0)
            {
                _before += time.GetElapsedTime(_since);
            }
        }
    }
}
