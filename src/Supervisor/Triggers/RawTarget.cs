namespace MolnOS.Sandbox.Triggers;

/// <summary>
/// Reads the request target as the caller sent it. The normal form of a sub-path: percent-encoding as sent, dot segments (<c>%2e</c> too)
/// resolved, <c>%2F</c>, <c>//</c> and a trailing slash kept, <c>/</c> when there is nothing.
/// </summary>
internal static class RawTarget
{
    /// <summary>Slashes before a sub-path: <c>/functions/run/{id}/…</c>.</summary>
    private const int PrefixSlashes = 3;

    /// <summary>The path of a target, without query; absolute-form targets lose their scheme and authority.</summary>
    public static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        if (path.Length > 0 && path[0] == '/')
        {
            return path;
        }

        var authority = path.IndexOf("://");
        var start = authority < 0 ? -1 : path[(authority + 3)..].IndexOf('/');
        return start < 0 ? "/" : path[(authority + 3 + start)..];
    }

    /// <summary>What follows the function's id, in normal form; null when it climbs out of the function.</summary>
    public static string? SubpathOf(ReadOnlySpan<char> path)
    {
        var slashes = 0;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '/' && slashes++ == PrefixSlashes)
            {
                var subpath = path[i..];
                return subpath.Length == 1 ? "/" : HasDotSegment(subpath) ? DotSegments.Resolve(subpath) : subpath.ToString();
            }
        }

        return "/";
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

        var path = PathOf(target);
        return !HasDotSegment(path)
            || (path.StartsWith("/functions/run/", StringComparison.OrdinalIgnoreCase) && !HasDotSegment(PrefixOf(path)) && SubpathOf(path) is not null);
    }

    private static ReadOnlySpan<char> PrefixOf(ReadOnlySpan<char> path)
    {
        var id = path["/functions/run/".Length..];
        var end = id.IndexOf('/');
        return end < 0 ? path : path[..^(id.Length - end)];
    }

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
