using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>One instruction of classic BPF: the kernel's <c>struct sock_filter</c>.</summary>
/// <param name="Code">What to do.</param>
/// <param name="IfTrue">Instructions to skip when a comparison holds.</param>
/// <param name="IfFalse">Instructions to skip when it does not.</param>
/// <param name="Operand">Constant, or offset of what is loaded.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BpfInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand)
{
    /// <summary>Size of one instruction.</summary>
    public const int Bytes = 8;

    // BPF_LD|BPF_W|BPF_ABS, BPF_RET|BPF_K, and BPF_JMP with BPF_JEQ, BPF_JGE, BPF_JSET, all against a constant.
    public const ushort LoadCode = 0x20;
    public const ushort ReturnCode = 0x06;
    public const ushort EqualCode = 0x15;
    public const ushort AtLeastCode = 0x35;
    public const ushort HasAnyCode = 0x45;

    /// <summary>Loads a word of the call being judged into the accumulator.</summary>
    public static BpfInstruction Load(int offset) => new(LoadCode, 0, 0, (uint)offset);

    /// <summary>Ends the program with a verdict.</summary>
    public static BpfInstruction Return(uint verdict) => new(ReturnCode, 0, 0, verdict);

    /// <summary>Compares the accumulator for equality.</summary>
    public static BpfInstruction IfEqual(uint value, int skipIfTrue, int skipIfFalse) =>
        new(EqualCode, checked((byte)skipIfTrue), checked((byte)skipIfFalse), value);

    /// <summary>Compares the accumulator, unsigned.</summary>
    public static BpfInstruction IfAtLeast(uint value, int skipIfTrue, int skipIfFalse) =>
        new(AtLeastCode, checked((byte)skipIfTrue), checked((byte)skipIfFalse), value);

    /// <summary>Tests the accumulator for any bit of a mask.</summary>
    public static BpfInstruction IfHasAny(uint mask, int skipIfTrue, int skipIfFalse) =>
        new(HasAnyCode, checked((byte)skipIfTrue), checked((byte)skipIfFalse), mask);

    /// <summary>Writes the instruction as a little-endian kernel reads it.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Code);
        target[2] = IfTrue;
        target[3] = IfFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Operand);
    }
}
