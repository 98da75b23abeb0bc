using System.Buffers.Binary;

namespace MolnOS.Sandbox.EndToEnd.Tests.Traces;

/// <summary>The fields of a protobuf message, one after the other.</summary>
internal static class ProtobufFields
{
    public static IReadOnlyList<Field> Read(ReadOnlySpan<byte> message)
    {
        var fields = new List<Field>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            fields.Add((tag & 7) switch
            {
                0 => new Field((int)(tag >> 3), Varint(ref message), []),
                1 => new Field((int)(tag >> 3), BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8)), []),
                2 => new Field((int)(tag >> 3), 0, Take(ref message, (int)Varint(ref message)).ToArray()),
                5 => new Field((int)(tag >> 3), BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4)), []),
                var type => throw new FormatException($"Protobuf has no wire type {type}."),
            });
        }

        return fields;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, int length)
    {
        var taken = message[..length];
        message = message[length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var one = Take(ref message, 1)[0];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>A field: a number, or the bytes of a text or message.</summary>
    internal readonly record struct Field(int Number, ulong Value, byte[] Bytes);
}
