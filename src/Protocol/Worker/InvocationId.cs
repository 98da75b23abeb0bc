using System.Buffers.Binary;
using System.Security.Cryptography;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Names one call: 128 random bits, written as 32 lower-case hexadecimal digits, never used twice.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct InvocationId(UInt128 Value)
{
    /// <summary>Digits of the written form.</summary>
    public const int Length = 32;

    /// <summary>Ids drawn at once: asking the system's random source for sixteen bytes costs nearly as much as for two thousand.</summary>
    private const int DrawnAtOnce = 128;

    [ThreadStatic]
    private static byte[]? drawn;

    [ThreadStatic]
    private static int left;

    /// <summary>A new id from the system's random source.</summary>
    public static InvocationId New()
    {
        var bytes = drawn ??= new byte[DrawnAtOnce * 16];
        if (left == 0)
        {
            RandomNumberGenerator.Fill(bytes);
            left = DrawnAtOnce;
        }

        left--;
        var place = bytes.AsSpan(left * 16, 16);
        var id = new InvocationId(BinaryPrimitives.ReadUInt128BigEndian(place));
        // What was handed out stands nowhere else.
        place.Clear();
        return id;
    }

    /// <summary>Reads the written form; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out InvocationId id)
    {
        var isId = HexId.TryRead(utf8, out var value);
        id = new InvocationId(value);
        return isId;
    }

    /// <summary>Writes the 32 digits.</summary>
    public void Format(Span<byte> utf8) => HexId.Write(Value, utf8);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", provider: null);
}
