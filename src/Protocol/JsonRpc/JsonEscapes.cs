using System.Buffers;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>How characters are escaped in JSON strings: the way <c>JSON.stringify</c> does it.</summary>
internal static class JsonEscapes
{
    private const string Controls = "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    /// <summary>ASCII characters that stand for themselves.</summary>
    public static readonly SearchValues<char> PlainAsciiChars =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x60).Select(code => (char)code).Where(character => character is not ('"' or '\\'))]);

    /// <summary>Characters that must be escaped.</summary>
    public static readonly SearchValues<char> SpecialChars = SearchValues.Create(Controls + "\"\\");

    /// <summary>Bytes that must be escaped.</summary>
    public static readonly SearchValues<byte> SpecialBytes = SearchValues.Create([.. (Controls + "\"\\").Select(character => (byte)character)]);

    /// <summary>Writes the escape of one UTF-16 unit, at most six bytes; returns how many.</summary>
    public static int Write(char character, Span<byte> target)
    {
        target[0] = (byte)'\\';
        var letter = character switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => '\0',
        };
        if (letter != '\0')
        {
            target[1] = (byte)letter;
            return 2;
        }

        target[1] = (byte)'u';
        _ = ((ushort)character).TryFormat(target[2..], out _, "x4", provider: null);
        return 6;
    }
}
