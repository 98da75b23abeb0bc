namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>Reads and writes 128 bits as 32 lower-case hexadecimal digits, the form of the supervisor's request ids.</summary>
internal static class HexId
{
    public const int Length = 32;

    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    public static void Write(UInt128 id, Span<byte> target)
    {
        WriteHalf((ulong)(id >> 64), target[..16]);
        WriteHalf((ulong)id, target[16..Length]);
    }

    public static bool TryRead(ReadOnlySpan<byte> digits, out UInt128 id)
    {
        if (digits.Length == Length && TryReadHalf(digits[..16], out var upper) && TryReadHalf(digits[16..], out var lower))
        {
            id = new UInt128(upper, lower);
            return true;
        }

        id = default;
        return false;
    }

    private static void WriteHalf(ulong half, Span<byte> target)
    {
        for (var at = 15; at >= 0; at--)
        {
            target[at] = Digits[(int)(half & 15)];
            half >>= 4;
        }
    }

    private static bool TryReadHalf(ReadOnlySpan<byte> digits, out ulong half)
    {
        half = 0;
        foreach (var digit in digits)
        {
            var nibble = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                _ => -1,
            };
            if (nibble < 0)
            {
                return false;
            }

            half = (half << 4) | (uint)nibble;
        }

        return true;
    }
}
