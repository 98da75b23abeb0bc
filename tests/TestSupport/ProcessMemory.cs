using System.Globalization;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>What a process holds in memory, from /proc.</summary>
public static class ProcessMemory
{
    /// <summary>Anonymous resident memory in bytes: what the process itself allocated and touched.</summary>
    public static long AnonymousBytes(int id) => Kilobytes($"/proc/{id}/status", "RssAnon:") * 1024;

    private static long Kilobytes(string file, string field)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
