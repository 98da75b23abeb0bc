namespace MolnOS.Sandbox.Isolation;

/// <summary>Turns what a worker needs into the line that starts it behind its walls.</summary>
internal sealed class LaunchPlan(NodeRuntime runtime)
{
    /// <summary>
    /// What runs between the supervisor and node: limits first, then the pipes to 3 and 4, so that stdin is empty and whatever is
    /// printed lands in the log pipe, and the start marks to 5. dash takes one option a <c>ulimit</c>; the size of a file is in units of
    /// 512 bytes, and the start marks are all that is ever written. No word of a user ever enters it.
    /// </summary>
    private const string Script =
        """
        set -eu
        ulimit -n 256
        ulimit -c 0
        ulimit -f 8
        umask 077
        exec 3<&0 4>&1 5<>"$1" </dev/null >&2
        shift
        exec "$@"
        """;

    /// <summary>Dies with the thread that started it, whatever the thread's process dies of; gains no privilege by exec.</summary>
    private static readonly string[] Guard = ["/usr/bin/setpriv", "--no-new-privs", "--pdeathsig", "KILL", "--"];

    private static readonly Dictionary<string, string> Environment = new(StringComparer.Ordinal)
    {
        ["NODE_ENV"] = "production",
        ["LANG"] = "C.UTF-8",
        ["TZ"] = "UTC",
        ["UV_THREADPOOL_SIZE"] = "1",
    };

    private readonly bool _hasGuard = File.Exists(Guard[0]);

    /// <summary>Name of the walls that stand around a worker, for readiness and people.</summary>
    public const string Level = "none";

    /// <summary>The line for one worker.</summary>
    /// <param name="needs">What it is for.</param>
    /// <param name="startMarks">Path of the file on its descriptor 5.</param>
    public LaunchLine For(WorkerNeeds needs, string startMarks) => new(
        "/bin/sh",
        [
            "-c", Script, "sh", startMarks,
            .. _hasGuard ? Guard : [],
            runtime.NodePath,
            .. NodeFlags.For(needs, runtime.ShimDirectory),
            runtime.ShimEntry,
        ],
        Environment);
}
