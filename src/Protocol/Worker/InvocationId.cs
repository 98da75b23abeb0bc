using System.Security.Cryptography;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Names one call: 128 random bits, written as 32 lower-case hexadecimal digits, never used twice.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct InvocationId(UInt128 Value)
{
    /// <summary>Digits of the written form.</summary>
    public const int Length = 32;

    /// <summary>A new id from the system's random source.</summary>
    public static InvocationId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new InvocationId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Reads the written form; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out InvocationId id)
    {
        id = default;
        if (utf8.Length != Length)
        {
            return false;
        }

        UInt128 value = 0;
        foreach (var digit in utf8)
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

            value = (value << 4) | (uint)nibble;
        }

        id = new InvocationId(value);
        return true;
    }

    /// <summary>Writes the 32 digits.</summary>
    public void Format(Span<byte> utf8) => Value.TryFormat(utf8, out _, "x32", provider: null);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", provider: null);
}
