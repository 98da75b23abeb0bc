namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Why the kernel did not do what was asked of a group.</summary>
internal enum CgroupFault
{
    /// <summary>The group or its file is not there, or no more.</summary>
    Gone,

    /// <summary>This user may not.</summary>
    Denied,

    /// <summary>The hierarchy is mounted read-only.</summary>
    ReadOnly,

    /// <summary>Processes stand in the way.</summary>
    Busy,

    /// <summary>The kernel's room for groups is used up.</summary>
    Full,

    /// <summary>The kernel does not take this value here.</summary>
    Refused,

    /// <summary>Something of this name is there already.</summary>
    Exists,

    /// <summary>Anything else; the number says what.</summary>
    Other,
}

/// <summary>One thing that could not be done to a group.</summary>
/// <param name="Fault">The class of it.</param>
/// <param name="Act">What was tried, such as <c>write 64 to</c>.</param>
/// <param name="Path">On what.</param>
/// <param name="Errno">The kernel's number where it is known, else 0.</param>
internal sealed record CgroupFailure(CgroupFault Fault, string Act, string Path, int Errno = 0)
{
    /// <summary>The failure that an exception of the file calls means, or null when it means something else.</summary>
    public static CgroupFailure? From(Exception error, string act, string path) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => new(CgroupFault.Gone, act, path),
        UnauthorizedAccessException => new(CgroupFault.Denied, act, path),
        // A folder that we may not remove: the framework leaves the kernel's number out for this one alone.
        IOException { HResult: < 0 } => new(CgroupFault.Denied, act, path),
        // The kernel's number, for what the framework has no exception for.
        IOException { HResult: var number } => new(FaultOf(number), act, path, number),
        _ => null,
    };

    public override string ToString() => $"cannot {Act} {Path}: {Reason}";

    private string Reason => Fault switch
    {
        CgroupFault.Gone => "it is not there",
        CgroupFault.Denied => "permission denied",
        CgroupFault.ReadOnly => "it is mounted read-only",
        CgroupFault.Busy => "processes are in it",
        CgroupFault.Full => "the kernel has no room for more groups",
        CgroupFault.Refused => "the kernel does not take that value",
        CgroupFault.Exists => "it exists already",
        CgroupFault.Other => $"error {Errno}",
    };

    private static CgroupFault FaultOf(int errno) => errno switch
    {
        // ENOENT, ESRCH, ENXIO, ENODEV: the file is open, its group is gone.
        2 or 3 or 6 or 19 => CgroupFault.Gone,
        1 or 13 => CgroupFault.Denied,
        30 => CgroupFault.ReadOnly,
        // EBUSY, ENOTEMPTY; EOPNOTSUPP is a join into a group whose children have controllers.
        16 or 39 or 95 => CgroupFault.Busy,
        // EAGAIN is cgroup.max.descendants, ENOSPC the kernel's ids of groups.
        11 or 12 or 28 => CgroupFault.Full,
        22 or 34 => CgroupFault.Refused,
        17 => CgroupFault.Exists,
        _ => CgroupFault.Other,
    };
}
