namespace MolnOS.Sandbox.Isolation;

/// <summary>What is asked of the walls.</summary>
/// <param name="Setting">How well workers shall be walled off.</param>
/// <param name="WallsOff">Walls that a test leaves out.</param>
/// <param name="IsProduction">Whether this is no development machine.</param>
internal sealed record IsolationRequest(IsolationSetting Setting, Wall WallsOff, bool IsProduction);

/// <summary>Which walls stand.</summary>
internal abstract record IsolationChoice
{
    private IsolationChoice()
    {
    }

    /// <summary>These.</summary>
    /// <param name="Level"><c>full</c>, <c>degraded</c> or <c>none</c>.</param>
    /// <param name="Walls">The walls.</param>
    /// <param name="Missing">Those that a full isolation has beside them.</param>
    public sealed record Chosen(string Level, Wall Walls, IReadOnlyList<MissingWall> Missing) : IsolationChoice;

    /// <summary>The supervisor must not start.</summary>
    /// <param name="Why">One line that says why, and how to mend it.</param>
    public sealed record Refused(string Why) : IsolationChoice;
}

/// <summary>Decides which walls stand around workers. Pure.</summary>
internal static class IsolationRule
{
    private static readonly Wall[] Each = [Wall.Bubblewrap, Wall.Seccomp, Wall.Cgroup, Wall.Permissions];

    private static readonly MissingWall NoFilter = new(Wall.Seccomp, "seccomp: bubblewrap would load the filter on system calls");

    /// <summary>Everything that was asked for, or a refusal: a wall is never left out silently.</summary>
    public static IsolationChoice Decide(IsolationRequest request, IReadOnlyList<MissingWall> missing)
    {
        if (request.IsProduction && request.WallsOff != Wall.None)
        {
            return new IsolationChoice.Refused("Workers:WallsOff is for tests only; remove it, or set Hosting:Environment to Development.");
        }

        if (request.Setting == IsolationSetting.None)
        {
            return request.IsProduction
                ? new IsolationChoice.Refused(
                    "Workers:Isolation is none, which runs functions without any wall of the kernel. Remove the setting, or set Hosting:Environment to Development on a machine of your own.")
                : new IsolationChoice.Chosen("none", Wall.Permissions & ~request.WallsOff, AllMissing(missing));
        }

        if (request.Setting != IsolationSetting.Degraded && missing.Count > 0)
        {
            return new IsolationChoice.Refused(
                $"workers cannot be isolated here: {string.Join(" ", missing.Select(part => part.Message + '.'))} (Workers:Isolation=degraded goes without, at your own risk.)");
        }

        var off = missing.Aggregate(request.WallsOff, (walls, part) => walls | part.Wall);

        var leftOut = Each.Where(wall => request.WallsOff.HasFlag(wall)).Select(wall => new MissingWall(wall, $"{NameOf(wall)}: left out by Workers:WallsOff"));
        return off.HasFlag(Wall.Bubblewrap) && !off.HasFlag(Wall.Seccomp)
            ? new IsolationChoice.Chosen("degraded", Wall.All & ~off & ~Wall.Seccomp, [.. missing, .. leftOut, NoFilter])
            : new IsolationChoice.Chosen(off == Wall.None ? "full" : "degraded", Wall.All & ~off, [.. missing, .. leftOut]);
    }

    private static string NameOf(Wall wall) => wall.ToString().ToLowerInvariant();

    private static MissingWall[] AllMissing(IReadOnlyList<MissingWall> missing) =>
    [
        .. Each.Where(wall => wall != Wall.Permissions).Select(wall =>
            missing.FirstOrDefault(part => part.Wall == wall)
            ?? new MissingWall(wall, $"{NameOf(wall)}: switched off by Workers:Isolation=none")),
    ];
}
