using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Isolation;

/// <summary>The walls that stand around every worker of this supervisor, from its start to its end.</summary>
/// <param name="Choice">Which they are, and which are missing.</param>
/// <param name="Plan">Makes the line that starts a worker behind them.</param>
/// <param name="Cgroups">Where workers' groups are made; null without that wall.</param>
internal sealed record WorkerWalls(IsolationChoice.Chosen Choice, LaunchPlan Plan, CgroupTree? Cgroups)
{
    /// <summary>Whether root's workers are root's outside their namespaces, too.</summary>
    public bool IsRoots => Environment.IsPrivilegedProcess && !Plan.IsNobody;

    /// <summary>No wall but Node's own gate.</summary>
    public static WorkerWalls None(NodeRuntime runtime) => new(
        new IsolationChoice.Chosen("none", Wall.Permissions, []), new LaunchPlan(runtime, Wall.Permissions, sandbox: null), Cgroups: null);
}
