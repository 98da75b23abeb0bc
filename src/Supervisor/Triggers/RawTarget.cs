using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Triggers;

/// <summary>
/// Reads the request target as the caller sent it. The normal form of a sub-path: percent-encoding as sent, dot segments (<c>%2e</c> too)
/// resolved, <c>%2F</c>, <c>//</c> and a trailing slash kept, <c>/</c> when there is nothing.
/// </summary>
internal static class RawTarget
{
    /// <summary>Segments before a sub-path: <c>/functions/run/{id}/…</c>.</summary>
    public const int RunSegments = 3;

    /// <summary>The whole path and the function's own part of it, both in normal form; null when they climb out of the function.</summary>
    /// <param name="target">The target as it was sent.</param>
    /// <param name="prefixSegments">How many segments lead to the function; what follows is its own.</param>
    public static (string Path, string Subpath)? Read(string target, int prefixSegments = RunSegments)
    {
        var path = RequestTarget.PathOf(target);
        var start = RequestTarget.SlashAt(path, prefixSegments);
        if (start < 0 || start == path.Length - 1)
        {
            return HasDotSegment(path) ? null : (AsString(path, target), "/");
        }

        if (HasDotSegment(path[..start]))
        {
            return null;
        }

        var subpath = path[start..];
        if (!HasDotSegment(subpath))
        {
            return (AsString(path, target), subpath.ToString());
        }

        var resolved = DotSegments.Resolve(subpath);
        return resolved is null ? null : (string.Concat(path[..start], resolved), resolved);
    }

    /// <summary>
    /// Whether a target may be routed. The server resolves dot segments before it routes, so a target that climbs out of a function would
    /// reach another address than a proxy in front believes: such a target, and any dot segment outside a sub-path, is refused.
    /// </summary>
    public static bool IsSafe(ReadOnlySpan<char> target)
    {
        if (!target.Contains('.') && !target.Contains("%2e", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var path = RequestTarget.PathOf(target);
        return !HasDotSegment(path)
            || (path.StartsWith("/functions/run/", StringComparison.OrdinalIgnoreCase) && StaysInside(path));
    }

    private static bool StaysInside(ReadOnlySpan<char> path)
    {
        var start = SubpathStart(path);
        return start >= 0 && !HasDotSegment(path[..start]) && DotSegments.Resolve(path[start..]) is not null;
    }

    private static int SubpathStart(ReadOnlySpan<char> path) => RequestTarget.SlashAt(path, RunSegments);

    private static string AsString(ReadOnlySpan<char> path, string target) => path.Length == target.Length ? target : path.ToString();

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (DotSegments.DotsIn(path[segment]) > 0)
            {
                return true;
            }
        }

        return false;
    }
}
