namespace MolnOS.Sandbox.Workers;

/// <summary>
/// Whether one more worker would help the calls that wait. Where slots come free within a millisecond, a second process only takes the
/// first one's processor: two workers served the same calls at 1.3 times the cost. Pure.
/// </summary>
internal static class GrowthRule
{
    /// <summary>A worker that takes at least so many calls at once may let others wait for a moment.</summary>
    private const int PatientFrom = 8;

    /// <summary>Decides.</summary>
    /// <param name="serving">Workers that take calls.</param>
    /// <param name="concurrency">Calls that each takes at once.</param>
    /// <param name="hasStalled">Whether one of them leaves calls unbegun.</param>
    /// <param name="isSlow">Whether the wait has been long for more than a moment.</param>
    public static bool IsDue(int serving, int concurrency, bool hasStalled, bool isSlow) =>
        serving == 0 || concurrency < PatientFrom || hasStalled || isSlow;
}
