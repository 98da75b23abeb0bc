namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The table of what an administrator does about a failure at the start. Pure.</summary>
internal static class CgroupAdvice
{
    private const string Delegation = "set Delegate=cpu memory pids in the unit (with systemd 254 or later also DelegateSubgroup=supervisor)";

    /// <summary>A group of version 2 could not be used.</summary>
    public static MissingCgroup ForUnified(CgroupFailure failure) => new(failure.ToString(), failure.Fault switch
    {
        CgroupFault.Denied => $"{Delegation}; or chown a group with its cgroup.procs and cgroup.subtree_control to this user and start the supervisor in it; or run it as root",
        CgroupFault.Busy => $"other processes are in this group: start the supervisor as a service of its own, and {Delegation}",
        var fault => Common(fault),
    });

    /// <summary>A group of version 1 could not be used.</summary>
    public static MissingCgroup ForLegacy(CgroupFailure failure) => new(failure.ToString(), failure.Fault switch
    {
        CgroupFault.Denied => "for each of memory, pids, cpu and cpuacct make a group, chown it to this user and start the supervisor in it; or run it as root",
        var fault => Common(fault),
    });

    /// <summary>Controllers do not reach a group of version 2.</summary>
    public static MissingCgroup ForControllers(IEnumerable<string> missing, string folder) => new(
        $"{folder} is not given the controllers {string.Join(" and ", missing)}", $"{Delegation}; at the top, boot with cgroup_enable=memory");

    /// <summary>Our group is not ours alone, so its processes cannot be told to leave it.</summary>
    public static MissingCgroup ForShared(string folder) => new(
        $"other processes are in {folder}", $"start the supervisor as a service of its own, and {Delegation}; or run it as root");

    private static string Common(CgroupFault fault) => fault switch
    {
        CgroupFault.ReadOnly => "mount the hierarchy writable; in a unit, set ProtectControlGroups=no",
        CgroupFault.Full => "remove groups that nobody uses, or raise cgroup.max.descendants of the groups above",
        _ => "look at the kernel's log; this kernel may be too old for cgroup v2",
    };
}
