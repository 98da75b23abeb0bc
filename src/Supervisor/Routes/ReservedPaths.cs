using System.Collections.Frozen;

namespace MolnOS.Sandbox.Routes;

/// <summary>The paths of this server's own API: no route without a host takes one of them. Pure.</summary>
internal static class ReservedPaths
{
    /// <summary>First segments.</summary>
    public static readonly FrozenSet<string> Segments = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "audit", "backup", "console", "databases", "events", "functions", "health", "identity", "metrics", "observability", "openapi.json", "routes", "schemas", "storage");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_segments = Segments.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a path is the server's own, whether or not anything answers there.</summary>
    public static bool Covers(ReadOnlySpan<char> path)
    {
        var rest = path.TrimStart('/');
        var end = rest.IndexOf('/');
        return s_segments.Contains(end < 0 ? rest : rest[..end]);
    }
}
