using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>Decodes raw JSON values of a valid line. Lone surrogates, which JSON allows and UTF-8 does not, become U+FFFD.</summary>
internal static class JsonText
{
    /// <summary>Whether this is the raw text of a JSON string.</summary>
    public static bool IsString(ReadOnlySpan<byte> raw) => !raw.IsEmpty && raw[0] == '"';

    /// <summary>A JSON string as a string; null for any other value.</summary>
    public static string? ReadString(ReadOnlySpan<byte> raw)
    {
        if (!IsString(raw))
        {
            return null;
        }

        var inner = raw[1..^1];
        return inner.Contains((byte)'\\') ? Encoding.UTF8.GetString(Unescape(inner)) : Encoding.UTF8.GetString(inner);
    }

    /// <summary>A JSON string as UTF-8; null for any other value.</summary>
    public static byte[]? ReadUtf8(ReadOnlySpan<byte> raw) => IsString(raw) ? Unescape(raw[1..^1]) : null;

    /// <summary>A JSON string of base64 as bytes; null for anything else.</summary>
    public static byte[]? ReadBase64(ReadOnlySpan<byte> raw)
    {
        if (!IsString(raw))
        {
            return null;
        }

        var inner = raw[1..^1];
        if (inner.IsEmpty)
        {
            return [];
        }

        if (inner.Length % 4 != 0)
        {
            return null;
        }

        var padding = inner[^1] != '=' ? 0 : inner[^2] != '=' ? 1 : 2;
        var bytes = GC.AllocateUninitializedArray<byte>((inner.Length / 4 * 3) - padding);
        var status = Base64.DecodeFromUtf8(inner, bytes, out _, out var written);
        return status == OperationStatus.Done && written == bytes.Length ? bytes : null;
    }

    /// <summary>A whole number without fraction or exponent.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> raw, out long value) =>
        Utf8Parser.TryParse(raw, out value, out var consumed) && consumed == raw.Length;

    /// <summary>A boolean; an absent one is false. Null for any other value.</summary>
    public static bool? ReadBoolean(ReadOnlySpan<byte> raw) => raw.Length switch
    {
        0 => false,
        4 when raw.SequenceEqual("true"u8) => true,
        5 when raw.SequenceEqual("false"u8) => false,
        _ => null,
    };

    private static byte[] Unescape(ReadOnlySpan<byte> inner)
    {
        var escape = inner.IndexOf((byte)'\\');
        if (escape < 0)
        {
            return inner.ToArray();
        }

        // What is decoded is never longer than what was escaped: \uXXXX is six bytes and at most three.
        var scratch = ArrayPool<byte>.Shared.Rent(inner.Length);
        var length = 0;
        while (escape >= 0)
        {
            inner[..escape].CopyTo(scratch.AsSpan(length));
            length += escape;
            inner = inner[escape..];
            inner = inner[TakeEscape(inner, scratch.AsSpan(length), out var written)..];
            length += written;
            escape = inner.IndexOf((byte)'\\');
        }

        inner.CopyTo(scratch.AsSpan(length));
        var text = scratch.AsSpan(0, length + inner.Length).ToArray();
        ArrayPool<byte>.Shared.Return(scratch);
        return text;
    }

    private static int TakeEscape(ReadOnlySpan<byte> escaped, Span<byte> target, out int written)
    {
        if (escaped[1] != 'u')
        {
            written = 1;
            target[0] = escaped[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var itself => itself,
            };
            return 2;
        }

        var first = Unit(escaped);
        if (char.IsHighSurrogate(first) && escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u' && char.IsLowSurrogate(Unit(escaped[6..])))
        {
            written = new Rune(first, Unit(escaped[6..])).EncodeToUtf8(target);
            return 12;
        }

        written = (Rune.TryCreate(first, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(target);
        return 6;
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        _ = Utf8Parser.TryParse(escape[2..6], out ushort unit, out _, 'x');
        return (char)unit;
    }
}
