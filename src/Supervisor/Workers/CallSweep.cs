namespace MolnOS.Sandbox.Workers;

/// <summary>What one look at the open calls of a worker found; filled anew each time, by one thread.</summary>
internal sealed class CallSweep
{
    /// <summary>Calls that have begun and whose limit has passed, for the first time.</summary>
    public List<OpenCall> TimedOut { get; } = [];

    /// <summary>Calls whose caller has left, for the first time.</summary>
    public List<OpenCall> Left { get; } = [];

    /// <summary>Whether the limit of any call, begun or not, has passed since the last time.</summary>
    public bool IsLimitReached { get; set; }

    /// <summary>Whether a call lies unbegun for so long that the worker's event loop must be busy.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Makes it ready for the next look.</summary>
    public void Clear()
    {
        TimedOut.Clear();
        Left.Clear();
        IsLimitReached = false;
        IsStalled = false;
    }
}
