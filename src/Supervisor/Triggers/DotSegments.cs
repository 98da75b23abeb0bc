using System.Text;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Resolves <c>.</c> and <c>..</c>, plain or as <c>%2e</c>, within a sub-path that nothing may climb out of.</summary>
internal static class DotSegments
{
    /// <summary>1 for a <c>.</c> segment, 2 for a <c>..</c> segment, 0 for any other.</summary>
    public static int DotsIn(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (segment.Length > 0)
        {
            var length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0 || ++dots > 2)
            {
                return 0;
            }

            segment = segment[length..];
        }

        return dots;
    }

    /// <summary>The path without dot segments, or null when it would climb above its start. <paramref name="path"/> starts with a slash.</summary>
    public static string? Resolve(ReadOnlySpan<char> path)
    {
        var kept = new Stack<int>();
        var text = new StringBuilder(path.Length);
        var rest = path[1..];
        while (true)
        {
            var end = rest.IndexOf('/');
            var segment = end < 0 ? rest : rest[..end];
            var dots = DotsIn(segment);
            if (dots == 2)
            {
                if (!kept.TryPop(out var start))
                {
                    return null;
                }

                text.Length = start;
            }

            if (dots == 0)
            {
                kept.Push(text.Length);
                text.Append('/').Append(segment);
            }

            if (end < 0)
            {
                // A path that ends in a dot segment names a folder.
                return dots > 0 ? text.Append('/').ToString() : text.ToString();
            }

            rest = rest[(end + 1)..];
        }
    }
}
