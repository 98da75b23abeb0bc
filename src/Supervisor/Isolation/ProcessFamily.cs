using System.Globalization;

namespace MolnOS.Sandbox.Isolation;

/// <summary>What a process and all below it use, for a machine without groups: what stands around node is the process, and node is below.</summary>
internal static class ProcessFamily
{
    /// <summary>The kernel's clock tick, in which it tells processor time.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Resident memory in bytes; 0 when they are gone.</summary>
    public static long ResidentBytes(int id) => Sum(id, "statm", text => Field(text, 1)) * Environment.SystemPageSize;

    /// <summary>Processor time used; zero when they are gone.</summary>
    public static TimeSpan CpuTime(int id) =>
        // "pid (name) state ...": the name may hold blanks and parentheses, so the last one ends it. Then the user's and the system's time.
        Tick * Sum(id, "stat", text => Field(text[(text.LastIndexOf(')') + 2)..], 11) + Field(text[(text.LastIndexOf(')') + 2)..], 12));

    private static long Sum(int id, string file, Func<string, long> read) =>
        (Read($"/proc/{id}/{file}") is { Length: > 0 } text ? read(text) : 0)
        + (Read($"/proc/{id}/task/{id}/children") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Sum(child => Sum(int.Parse(child, CultureInfo.InvariantCulture), file, read));

    private static long Field(string text, int index) => long.Parse(text.Split(' ')[index], CultureInfo.InvariantCulture);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
