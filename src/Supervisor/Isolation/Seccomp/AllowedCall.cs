using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>A system call that a worker may make.</summary>
/// <param name="Name">The kernel's name for it.</param>
/// <param name="X64">Its number on x64, or null where that has none.</param>
/// <param name="Arm64">Its number on arm64, or null where that has none.</param>
/// <param name="Reason">What a worker needs it for.</param>
/// <param name="Rules">Conditions that all must hold; none means that every argument will do.</param>
internal sealed record AllowedCall(string Name, uint? X64, uint? Arm64, string Reason, params ArgumentRule[] Rules)
{
    /// <summary>The number on an architecture, or null where that has none.</summary>
    public uint? NumberOn(Architecture architecture) => architecture == Architecture.X64 ? X64 : Arm64;
}
