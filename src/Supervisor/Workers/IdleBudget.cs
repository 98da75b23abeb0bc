namespace MolnOS.Sandbox.Workers;

/// <summary>
/// The processor time that a worker may use without a call: a little for as long as it likes, and a moment's worth beside that. It is
/// counted, not measured as a share, since on a busy machine a loop that never rests gets a small share, too. Pure.
/// </summary>
internal sealed class IdleBudget
{
    /// <summary>Share of one processor that is free, as for a timer that now and then looks at something.</summary>
    private const double FreeShare = 0.05;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(0.5);

    private TimeSpan _debt;

    /// <summary>All that was used since the last call.</summary>
    public TimeSpan Used { get; private set; }

    /// <summary>Begins anew, after a call.</summary>
    public void Renew() => Used = _debt = TimeSpan.Zero;

    /// <summary>Takes what was used in a span of time; whether that is more than there was.</summary>
    public bool IsOverdrawnBy(TimeSpan used, TimeSpan elapsed)
    {
        Used += used;
        _debt += used - (elapsed * FreeShare);
        _debt = _debt > TimeSpan.Zero ? _debt : TimeSpan.Zero;
        return _debt > Most;
    }
}
