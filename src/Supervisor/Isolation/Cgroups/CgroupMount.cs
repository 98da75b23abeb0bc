using System.Text;

namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>A hierarchy of groups as it is mounted.</summary>
/// <param name="IsUnified">Version 2.</param>
/// <param name="Options">Of the file system; in version 1 its controllers are among them.</param>
/// <param name="Root">The group that shows at the mount point.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="IsReadOnly">Whether nothing can be changed through it.</param>
internal sealed record CgroupMount(bool IsUnified, IReadOnlyList<string> Options, string Root, string Point, bool IsReadOnly)
{
    /// <summary>Reads <c>/proc/self/mountinfo</c>. What a later mount at the same point hides is left out.</summary>
    public static IReadOnlyList<CgroupMount> Parse(string mountinfo)
    {
        var visible = new Dictionary<string, CgroupMount?>(StringComparer.Ordinal);
        foreach (var line in mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // id parent major:minor root point options tags... - type source options; the tags are any number.
            var words = line.Split(' ');
            var dash = Array.IndexOf(words, "-", Math.Min(6, words.Length));
            if (dash < 0 || dash + 3 >= words.Length)
            {
                continue;
            }

            var point = Unescape(words[4]);
            // Moved to the end: the order of mounting is kept.
            visible.Remove(point);
            visible[point] = words[dash + 1] is "cgroup" or "cgroup2"
                ? new CgroupMount(
                    words[dash + 1] is "cgroup2",
                    words[dash + 3].Split(','),
                    Unescape(words[3]),
                    point,
                    words[5].Split(',').Contains("ro", StringComparer.Ordinal) || words[dash + 3].Split(',').Contains("ro", StringComparer.Ordinal))
                : null;
        }

        return [.. visible.Values.OfType<CgroupMount>()];
    }

    /// <summary>The folder of a group, or null when it lies outside of what is mounted here.</summary>
    /// <param name="group">Its path in <c>/proc/self/cgroup</c>.</param>
    public string? FolderOf(string group)
    {
        // A group above the namespace's root shows with dots; a removed one with this word.
        if (group.Split('/').Contains("..", StringComparer.Ordinal) || group.EndsWith(" (deleted)", StringComparison.Ordinal))
        {
            return null;
        }

        var root = Root.TrimEnd('/');
        var isBelow = group.StartsWith(root, StringComparison.Ordinal) && (group.Length == root.Length || group[root.Length] == '/');
        return isBelow ? (Point.TrimEnd('/') + group[root.Length..]).TrimEnd('/') : null;
    }

    /// <summary>Blank, tab, line feed and backslash stand as a backslash and three octal digits.</summary>
    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 3 < text.Length && text.AsSpan(at + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)(((text[at + 1] - '0') * 64) + ((text[at + 2] - '0') * 8) + (text[at + 3] - '0')));
                at += 3;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }
}
