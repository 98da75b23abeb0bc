using System.Globalization;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>One process as /proc shows it; its start time tells it from a later one with the same id.</summary>
/// <param name="Id">Process id.</param>
/// <param name="ParentId">Process id of the parent.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot.</param>
/// <param name="CpuTicks">User and system time used, in clock ticks (100 a second).</param>
/// <param name="Command">Name of the program.</param>
public sealed record ProcessEntry(int Id, int ParentId, long StartTicks, long CpuTicks, string Command)
{
    /// <summary>Whether this very process still runs; a zombie does not.</summary>
    public bool IsAlive => ProcessTree.TryRead(Id) is { } now && now.StartTicks == StartTicks;
}

/// <summary>Reads /proc to find the processes below another, whatever launched them.</summary>
public static class ProcessTree
{
    /// <summary>All running node processes below <paramref name="ancestor"/>.</summary>
    public static IReadOnlyList<ProcessEntry> NodesBelow(int ancestor) => [.. Below(ancestor).Where(process => IsNode(process))];

    /// <summary>All running processes below <paramref name="ancestor"/>.</summary>
    public static IReadOnlyList<ProcessEntry> Below(int ancestor)
    {
        var all = All().ToLookup(process => process.ParentId);
        var found = new List<ProcessEntry>();
        var next = new Queue<int>([ancestor]);
        while (next.TryDequeue(out var parent))
        {
            foreach (var child in all[parent])
            {
                found.Add(child);
                next.Enqueue(child.Id);
            }
        }

        return found;
    }

    /// <summary>All running processes that are a user's.</summary>
    public static IReadOnlyList<ProcessEntry> OfUser(int user) => [.. All().Where(process => IsOf(process.Id, user))];

    /// <summary>The process of an id, or null when it does not run.</summary>
    public static ProcessEntry? TryRead(int id)
    {
        try
        {
            // "pid (name) state ppid ...": the name may hold spaces and parentheses, so the last one ends it.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var open = text.IndexOf('(', StringComparison.Ordinal);
            var close = text.LastIndexOf(')');
            var fields = text[(close + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new ProcessEntry(id, Number<int>(fields[1]), Number<long>(fields[19]), Number<long>(fields[11]) + Number<long>(fields[12]), text[(open + 1)..close]);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<ProcessEntry> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? TryRead(id) : null)
        .OfType<ProcessEntry>();

    private static bool IsOf(int id, int user)
    {
        try
        {
            // "Uid:" and the real, effective, saved and file system's user.
            var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return line.Split('\t').Skip(1).Contains(user.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static T Number<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    // A launcher carries node only as an argument. The program tells, or the name, where a namespace hides the program from us.
    private static bool IsNode(ProcessEntry process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process.Id}/exe", returnFinalTarget: false) is { Name: "node" };
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return process.Command.StartsWith("node", StringComparison.Ordinal);
        }
    }
}
