namespace MolnOS.Sandbox.Isolation;

/// <summary>Turns what a worker needs into the line that starts it behind its walls.</summary>
internal sealed class LaunchPlan
{
    /// <summary>
    /// Without bubblewrap: dies with the thread that started it, whatever the thread's process dies of, and gains no privilege by exec.
    /// </summary>
    private static readonly string[] Guard = ["/usr/bin/setpriv", "--no-new-privs", "--pdeathsig", "KILL", "--"];

    /// <summary>The same of a supervisor that is root, whose rights no function is to have.</summary>
    private static readonly string[] GuardOfRoot =
    [
        "/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
        "--no-new-privs", "--pdeathsig", "KILL", "--",
    ];

    private readonly NodeRuntime _inside;
    private readonly Wall _walls;
    private readonly BubblewrapSandbox? _sandbox;
    private readonly bool _hasGuard = File.Exists(Guard[0]);

    /// <summary>A plan for a machine.</summary>
    /// <param name="runtime">Where node and the shim are on this machine.</param>
    /// <param name="walls">The walls to put up.</param>
    /// <param name="sandbox">bubblewrap; null when that wall is left out.</param>
    /// <param name="isNobody">Whether root's rights are dropped first; needs files that everybody may read.</param>
    public LaunchPlan(NodeRuntime runtime, Wall walls, BubblewrapSandbox? sandbox, bool isNobody = false)
    {
        IsNobody = isNobody && (sandbox is not null || _hasGuard);
        _walls = walls;
        _sandbox = sandbox;
        _inside = sandbox is null ? runtime : BubblewrapSandbox.Inside;
    }

    /// <summary>Whether a worker's user is nobody outside its namespaces, too.</summary>
    public bool IsNobody { get; }

    /// <summary>The line for one worker.</summary>
    /// <param name="needs">What it is for.</param>
    /// <param name="startMarks">Path of the file for its descriptor 5.</param>
    /// <param name="joins">Files into which it writes that it joins its group.</param>
    public LaunchLine For(WorkerNeeds needs, string startMarks, IReadOnlyList<string> joins) =>
        LineOf(NodeFlags.For(needs, _inside.ShimDirectory, _walls.HasFlag(Wall.Permissions)), "main.mjs", startMarks, joins);

    /// <summary>The line for the process that tries the walls. Behind bubblewrap Node's own gate is open: it would hide a hole in what the kernel keeps.</summary>
    public LaunchLine ForProbe(WorkerNeeds needs, string startMarks, IReadOnlyList<string> joins) =>
        LineOf(NodeFlags.For(needs, _inside.ShimDirectory, !_walls.HasFlag(Wall.Bubblewrap)), "self-test.mjs", startMarks, joins);

    private LaunchLine LineOf(IEnumerable<string> flags, string entry, string startMarks, IReadOnlyList<string> joins)
    {
        IEnumerable<string> node = [_inside.NodePath, .. flags, Path.Combine(_inside.ShimDirectory, entry)];
        if (_sandbox is null)
        {
            return new LaunchLine(
                "/bin/sh", LaunchScript.Arguments(startMarks, null, null, joins, [.. _hasGuard ? IsNobody ? GuardOfRoot : Guard : [], .. node]), WorkerEnvironment.Variables);
        }

        var isFiltered = _walls.HasFlag(Wall.Seccomp);
        return new LaunchLine(
            "/bin/sh",
            LaunchScript.Arguments(startMarks, _sandbox.ArgumentsPath, isFiltered ? _sandbox.FilterPath : null, joins, _sandbox.Command(node, isFiltered, IsNobody)),
            WorkerEnvironment.Variables);
    }
}
