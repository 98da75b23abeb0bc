using System.Buffers.Binary;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>
/// Runs a filter as the kernel does: on 64 bytes of a call, with the kernel's own checks (offsets aligned and inside, jumps forward and
/// inside, an end). It knows no instruction that the kernel would refuse in a filter, and of the others only those in use.
/// </summary>
internal static class BpfMachine
{
    public const uint X64 = 0xC000_003E;
    public const uint Arm64 = 0xC000_00B7;

    private const int DataBytes = 64;

    /// <summary>The program's verdict on a call.</summary>
    public static uint Judge(byte[] program, uint architecture, uint number, params ulong[] arguments)
    {
        var instructions = Decode(program);
        var data = Describe(architecture, number, arguments);
        uint accumulator = 0;
        var at = 0;
        while (true)
        {
            var (code, ifTrue, ifFalse, operand) = instructions[at++];
            switch (code)
            {
                case 0x20:
                    operand.Should().BeLessThan(DataBytes).And.Match(offset => offset % 4 == 0);
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)operand));
                    break;
                case 0x06:
                    return operand;
                case 0x15:
                    at += accumulator == operand ? ifTrue : ifFalse;
                    break;
                case 0x35:
                    at += accumulator >= operand ? ifTrue : ifFalse;
                    break;
                case 0x45:
                    at += (accumulator & operand) != 0 ? ifTrue : ifFalse;
                    break;
                default:
                    throw new InvalidOperationException($"Instruction {at - 1} has the unknown code 0x{code:x}.");
            }
        }
    }

    /// <summary>The instructions of a program.</summary>
    public static IReadOnlyList<BpfInstruction> Decode(byte[] program)
    {
        (program.Length % 8).Should().Be(0);
        return
        [
            .. program.Chunk(8).Select(bytes => new BpfInstruction(
                BinaryPrimitives.ReadUInt16LittleEndian(bytes), bytes[2], bytes[3], BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)))),
        ];
    }

    // struct seccomp_data: int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6].
    private static byte[] Describe(uint architecture, uint number, ulong[] arguments)
    {
        var data = new byte[DataBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), 0x7fff_1234_5678);
        for (var index = 0; index < arguments.Length; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + (index * 8)), arguments[index]);
        }

        return data;
    }
}
