using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Bubblewrap;
using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Isolation;

/// <summary>What this machine offers for walls.</summary>
/// <param name="Sandbox">bubblewrap; null when it cannot be used.</param>
/// <param name="Cgroups">Where groups can be made; null when they cannot.</param>
/// <param name="Missing">What a full isolation lacks here.</param>
internal sealed record IsolationGround(BubblewrapSandbox? Sandbox, CgroupTree? Cgroups, IReadOnlyList<MissingWall> Missing)
{
    /// <summary>Looks, and makes a place for groups where that can be done.</summary>
    public static IsolationGround Survey(NodeRuntime runtime, string? bubblewrapPath, TimeProvider time)
    {
        var missing = new List<MissingWall>();
        return new IsolationGround(FindSandbox(runtime, bubblewrapPath, missing), FindCgroups(time, missing), missing);
    }

    /// <summary>The walls of a choice.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="runtime">Where node and the shim are.</param>
    /// <param name="isNobody">Whether workers lose root's rights first.</param>
    public WorkerWalls Raise(IsolationChoice.Chosen choice, NodeRuntime runtime, bool isNobody) => new(
        choice,
        new LaunchPlan(runtime, choice.Walls, choice.Walls.HasFlag(Wall.Bubblewrap) ? Sandbox : null, isNobody),
        choice.Walls.HasFlag(Wall.Cgroup) ? Cgroups : null);

    private static BubblewrapSandbox? FindSandbox(NodeRuntime runtime, string? bubblewrapPath, List<MissingWall> missing)
    {
        switch (BubblewrapTool.Find(bubblewrapPath), NodeLibraries.Of(runtime.NodePath, RuntimeInformation.ProcessArchitecture))
        {
            case (BubblewrapTool.Missing tool, _):
                missing.Add(new MissingWall(Wall.Bubblewrap, tool.Message));
                return null;
            case (_, NodeLibraries.Missing libraries):
                missing.Add(new MissingWall(Wall.Bubblewrap, libraries.Message));
                return null;
            case (BubblewrapTool.Found tool, NodeLibraries.Found libraries):
                return new BubblewrapSandbox(
                    tool, new WorkerView(runtime.NodePath, libraries.Paths, runtime.ShimDirectory, WorkerEnvironment.Variables));
            default:
                throw new InvalidOperationException("A tool is either found or missing.");
        }
    }

    private static CgroupTree? FindCgroups(TimeProvider time, List<MissingWall> missing)
    {
        switch (CgroupTree.Open(time))
        {
            case CgroupProbe.Ready ready:
                return ready.Tree;
            case CgroupProbe.Missing lacking:
                missing.AddRange(lacking.Parts.Select(part => new MissingWall(Wall.Cgroup, $"{part.What}: {part.Remedy}")));
                return null;
            default:
                throw new InvalidOperationException("Groups are either ready or missing.");
        }
    }
}
