using System.Globalization;

namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Reads the texts of the kernel's files. Pure; whatever is not there is null.</summary>
internal static class CgroupText
{
    /// <summary>The value of a line <c>name value</c>, as in <c>memory.events</c>, <c>cpu.stat</c> or <c>memory.oom_control</c>.</summary>
    public static long? Field(string? text, string name)
    {
        foreach (var line in (text ?? "").AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ' ')
            {
                return Number(line[(name.Length + 1)..]);
            }
        }

        return null;
    }

    /// <summary>The one number of a file, such as <c>memory.current</c>.</summary>
    public static long? Number(string? text) => text is null ? null : Number(text.AsSpan());

    /// <summary>The words of a file, such as <c>cgroup.controllers</c>.</summary>
    public static IReadOnlyList<string> Words(string? text) =>
        (text ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The processes of <c>cgroup.procs</c>. One of another process namespace shows as 0.</summary>
    public static IReadOnlyList<int> Processes(string? text) =>
        [.. Words(text).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Distinct()];

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
