using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>
/// Tells one supervisor's groups from another's, in the name of its folder. Process ids come round again, so the start time stands
/// beside it; and they mean something only in their own process namespace.
/// </summary>
/// <param name="PidNamespace">Number of the process namespace.</param>
/// <param name="Pid">Process id in it.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SupervisorMark(long PidNamespace, int Pid, long StartTicks)
{
    private const string Prefix = "molnos-sandbox-";

    /// <summary>Name of its folder.</summary>
    public string FolderName => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{PidNamespace}-{Pid}-{StartTicks}");

    /// <summary>The mark of this process.</summary>
    public static SupervisorMark OfThisProcess() => new(
        NamespaceNumber(File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? ""),
        Environment.ProcessId,
        StartOf(CgroupFiles.Read("/proc/self/stat") ?? "") ?? throw new InvalidOperationException("/proc does not show this process."));

    /// <summary>Reads the name of a folder; null for one that is no supervisor's.</summary>
    public static SupervisorMark? Parse(string folderName)
    {
        if (!folderName.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        return folderName[Prefix.Length..].Split('-') is [var space, var pid, var start]
            && long.TryParse(space, NumberStyles.None, CultureInfo.InvariantCulture, out var spaceNumber)
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var pidNumber)
            && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var startTicks)
            ? new SupervisorMark(spaceNumber, pidNumber, startTicks)
            : null;
    }

    /// <summary>When a running process started, from <c>/proc/PID/stat</c>; null for a dead one that nobody has waited for.</summary>
    public static long? StartOf(string stat)
    {
        // "pid (name) state ppid ...": the name may hold blanks and parentheses, so the last one ends it.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [not ("Z" or "X"), ..] && fields.Length > 19 && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks
            : null;
    }

    /// <summary>Whether that supervisor is surely gone. What cannot be known, as in another process namespace, counts as living.</summary>
    public bool IsDead(long ownNamespace)
    {
        if (PidNamespace != ownNamespace)
        {
            return false;
        }

        // A process of another user may run without showing in /proc.
        return CgroupFiles.Read($"/proc/{Pid}/stat") is { } stat ? StartOf(stat) != StartTicks : !IsRunning(Pid);
    }

    /// <summary>The number in <c>pid:[4026531836]</c>, or 0.</summary>
    private static long NamespaceNumber(string link) =>
        long.TryParse(link.AsSpan().Trim("pid:[]"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool IsRunning(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
