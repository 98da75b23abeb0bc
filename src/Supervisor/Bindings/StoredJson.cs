using System.Globalization;
using System.Text;

namespace MolnOS.Sandbox.Bindings;

/// <summary>JSON text as services keep it. It comes in ASCII from a worker; stored, a character takes the bytes that UTF-8 gives it. Pure.</summary>
internal static class StoredJson
{
    private const int EscapeLength = 6;

    /// <summary>Valid JSON text without escapes for what lies beyond ASCII; half of a surrogate pair stays an escape.</summary>
    public static ReadOnlyMemory<byte> Compact(ReadOnlyMemory<byte> json)
    {
        var source = json.Span;
        if (source.IndexOf("\\u"u8) < 0)
        {
            return json;
        }

        var target = new byte[source.Length];
        var length = 0;
        for (var index = 0; index < source.Length;)
        {
            var taken = 1;
            if (source[index] != '\\')
            {
                target[length++] = source[index];
            }
            else if (ReadEscaped(source[index..], out taken) is { } rune)
            {
                length += rune.EncodeToUtf8(target.AsSpan(length));
            }
            else
            {
                source.Slice(index, taken).CopyTo(target.AsSpan(length));
                length += taken;
            }

            index += taken;
        }

        return target.AsMemory(0, length);
    }

    /// <summary>The character that an escape, or a pair of them, stands for; null when it is to stay as it is.</summary>
    private static Rune? ReadEscaped(ReadOnlySpan<byte> text, out int taken)
    {
        taken = 2;
        if (CodeUnit(text) is not { } first)
        {
            return null;
        }

        taken = EscapeLength;
        if (first < 0x80)
        {
            return null;
        }

        if (Rune.TryCreate(first, out var rune))
        {
            return rune;
        }

        if (CodeUnit(text[EscapeLength..]) is not { } second || !Rune.TryCreate(first, second, out rune))
        {
            return null;
        }

        taken = 2 * EscapeLength;
        return rune;
    }

    private static char? CodeUnit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text[0] == '\\' && text[1] == 'u'
        && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
