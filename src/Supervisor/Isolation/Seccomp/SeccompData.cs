namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>Where the kernel puts what a filter may look at: <c>struct seccomp_data</c>, on a little-endian machine.</summary>
internal static class SeccompData
{
    /// <summary>The number of the system call.</summary>
    public const int Number = 0;

    /// <summary>The architecture whose numbers the caller uses.</summary>
    public const int Architecture = 4;

    /// <summary>The lower 32 bits of an argument, counted from 0.</summary>
    public static int LowWord(int argument) => 16 + (argument * 8);

    /// <summary>The upper 32 bits of an argument, counted from 0.</summary>
    public static int HighWord(int argument) => LowWord(argument) + 4;
}
