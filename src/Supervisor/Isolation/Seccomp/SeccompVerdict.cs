namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>What a filter answers, as the kernel's <c>SECCOMP_RET_*</c>.</summary>
internal static class SeccompVerdict
{
    /// <summary>The call goes ahead.</summary>
    public const uint Allow = 0x7fff_0000;

    /// <summary>The call fails with EPERM, and the caller may go on.</summary>
    public const uint NotPermitted = FailWith | 1;

    /// <summary>The call fails with ENOSYS, as on a kernel that does not have it.</summary>
    public const uint NotImplemented = FailWith | 38;

    /// <summary>The whole process ends by SIGSYS.</summary>
    public const uint KillProcess = 0x8000_0000;

    private const uint FailWith = 0x0005_0000;
}
