using System.Globalization;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>Finds the groups that a supervisor has, or has left behind, in every hierarchy of this machine.</summary>
internal static class SupervisorGroups
{
    // One that another supervisor removes meanwhile is no group any more.
    private static readonly EnumerationOptions s_everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The folders of the supervisor with a process id, without those of its workers in them.</summary>
    public static IReadOnlyList<string> Of(int id) =>
        [.. Directory.EnumerateDirectories("/sys/fs/cgroup", string.Create(CultureInfo.InvariantCulture, $"molnos-sandbox-*-{id}-*"), s_everywhere)];
}
