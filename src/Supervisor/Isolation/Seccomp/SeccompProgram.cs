using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>Assembles the filter through which every system call of a worker goes. What <see cref="AllowedCalls"/> does not list fails.</summary>
internal static class SeccompProgram
{
    /// <summary>
    /// Numbers from here on mean the same call on every architecture, the oldest of them from 2019. Refused ones look like calls of a
    /// later kernel: libraries then take the older way (<c>clone</c> for <c>clone3</c>, whose flags no filter can read), where EPERM would
    /// make them fail.
    /// </summary>
    private const uint FirstSharedNumber = 424;

    /// <summary>x64 kernels take calls of the x32 kind under the same architecture, with this bit set: a second door to every call.</summary>
    private const uint FirstX32Number = 0x4000_0000;

    /// <summary>The program for one architecture, as <c>bwrap --seccomp</c> takes it.</summary>
    /// <exception cref="PlatformNotSupportedException">The architecture has no table.</exception>
    public static byte[] For(Architecture architecture)
    {
        var instructions = Assemble(architecture).ToArray();
        var bytes = new byte[instructions.Length * BpfInstruction.Bytes];
        for (var index = 0; index < instructions.Length; index++)
        {
            instructions[index].Write(bytes.AsSpan(index * BpfInstruction.Bytes));
        }

        return bytes;
    }

    private static IEnumerable<BpfInstruction> Assemble(Architecture architecture) =>
    [
        // 1. The numbers below hold for one architecture only.
        BpfInstruction.Load(SeccompData.Architecture),
        BpfInstruction.IfEqual(AuditName(architecture), 1, 0),
        BpfInstruction.Return(SeccompVerdict.KillProcess),
        // 2. Nor for another kind of call under the same name.
        BpfInstruction.Load(SeccompData.Number),
        .. architecture == Architecture.X64
            ? [BpfInstruction.IfAtLeast(FirstX32Number, 0, 1), BpfInstruction.Return(SeccompVerdict.KillProcess)]
            : Array.Empty<BpfInstruction>(),
        // 3. The table. The kernel remembers what is allowed whatever its arguments and does not run the program for it again,
        // so only calls with conditions cost something each time: they come first.
        .. AllowedCalls.All.Where(call => call.NumberOn(architecture) is not null)
            .OrderBy(call => call.Rules.Length == 0)
            .SelectMany(call => Block(call, call.NumberOn(architecture)!.Value)),
        // 4. Everything else fails.
        BpfInstruction.IfAtLeast(FirstSharedNumber, 0, 1),
        BpfInstruction.Return(SeccompVerdict.NotImplemented),
        BpfInstruction.Return(SeccompVerdict.NotPermitted),
    ];

    // Skipped whole for another number, else it ends in a verdict: the accumulator holds the number wherever a block begins.
    private static IEnumerable<BpfInstruction> Block(AllowedCall call, uint number)
    {
        BpfInstruction[] inside = [.. call.Rules.SelectMany(rule => rule.Assemble()), BpfInstruction.Return(SeccompVerdict.Allow)];
        return [BpfInstruction.IfEqual(number, 0, inside.Length), .. inside];
    }

    // AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64: the ELF machine, 64 bits, little endian.
    private static uint AuditName(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 0xC000_003E,
        Architecture.Arm64 => 0xC000_00B7,
        _ => throw new PlatformNotSupportedException($"There is no table of system calls for {architecture}; workers run on x64 and arm64."),
    };
}
