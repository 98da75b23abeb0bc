namespace MolnOS.Sandbox.Isolation;

/// <summary>
/// What runs between the supervisor and the worker, in a shell, because .NET can neither join a group, nor set a limit, nor hand over a
/// descriptor above 2. It ends in <c>exec</c>, so its process becomes the worker. No word of a user ever enters it.
/// </summary>
internal static class LaunchScript
{
    /// <summary>
    /// Joins the groups first, so that whatever follows is counted there. A machine that runs out of memory takes workers before anything
    /// else, the supervisor above all. Then limits, then the pipes to 3 and 4, so that stdin is empty
    /// and whatever is printed lands in the log pipe, and the start marks to 5. dash takes one option a <c>ulimit</c> and only one digit
    /// for a descriptor. The size of a file is in units of 512 bytes; the start marks are all that is ever written.
    /// A file opened here has a position of its own, though the supervisor opens it for every worker.
    /// </summary>
    private const string Text =
        """
        set -eu
        marks=$1 view=$2 filter=$3
        shift 3
        while [ "$1" != -- ]; do echo 0 >"$1"; shift; done
        shift
        echo 1000 >/proc/self/oom_score_adj
        ulimit -n 256
        ulimit -c 0
        ulimit -f 8
        umask 077
        exec 3<&0 4>&1 5<>"$marks" </dev/null >&2
        [ -z "$view" ] || exec 8<"$view"
        [ -z "$filter" ] || exec 9<"$filter"
        exec "$@"
        """;

    /// <summary>The shell's arguments.</summary>
    /// <param name="startMarks">Path of the file for descriptor 5.</param>
    /// <param name="view">Path of bubblewrap's arguments, for descriptor 8; null for none.</param>
    /// <param name="filter">Path of the filter on system calls, for descriptor 9; null for none.</param>
    /// <param name="joins">Files into which the process writes that it joins.</param>
    /// <param name="command">What it becomes.</param>
    public static IReadOnlyList<string> Arguments(
        string startMarks, string? view, string? filter, IReadOnlyList<string> joins, IEnumerable<string> command) =>
        ["-c", Text, "sh", startMarks, view ?? "", filter ?? "", .. joins, "--", .. command];
}
