namespace MolnOS.Sandbox.Isolation;

/// <summary>The walls around a worker.</summary>
[Flags]
internal enum Wall
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Namespaces of its own: no file, process, network or name of the host.</summary>
    Bubblewrap = 1,

    /// <summary>A filter on system calls.</summary>
    Seccomp = 2,

    /// <summary>Limits on memory, processes and processor time.</summary>
    Cgroup = 4,

    /// <summary>Node's own gate. It stands in one process with the code it guards, so it is never the only one that counts.</summary>
    Permissions = 8,

    /// <summary>Those that the kernel keeps.</summary>
    OfKernel = Bubblewrap | Seccomp | Cgroup,

    /// <summary>All.</summary>
    All = OfKernel | Permissions,
}

/// <summary>A wall that does not stand.</summary>
/// <param name="Wall">Which.</param>
/// <param name="Message">What is wrong and what an administrator does about it, in one line; may hold a command.</param>
internal sealed record MissingWall(Wall Wall, string Message);
