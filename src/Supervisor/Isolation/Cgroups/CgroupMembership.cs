namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The group that a process is in, in one hierarchy.</summary>
/// <param name="Controllers">Those of a hierarchy of version 1; empty in version 2.</param>
/// <param name="Group">Path of the group as this process's namespace shows it.</param>
/// <param name="IsUnified">Version 2.</param>
internal sealed record CgroupMembership(IReadOnlyList<string> Controllers, string Group, bool IsUnified)
{
    /// <summary>Reads <c>/proc/self/cgroup</c>: <c>id:controllers:path</c>, where the path may hold colons.</summary>
    public static IReadOnlyList<CgroupMembership> Parse(string text) =>
    [
        .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let parts = line.Split(':', 3)
           where parts.Length == 3
           select new CgroupMembership(parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries), parts[2], parts is ["0", "", _]),
    ];
}
