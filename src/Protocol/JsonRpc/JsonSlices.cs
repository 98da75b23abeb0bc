using System.Buffers;
using System.Text;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>
/// Cuts JSON text into its parts without decoding them. It relies on the text being valid, which <see cref="RpcMessage"/> has checked for
/// the whole line; text that is not makes it throw, never read elsewhere.
/// </summary>
internal static class JsonSlices
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);

    /// <summary>
    /// Finds the named members of an object; <paramref name="values"/> gets the range of each, or default for an absent one.
    /// </summary>
    /// <returns>Null, or what is wrong: it is no object, a member is unknown or comes twice.</returns>
    public static string? Split(ReadOnlySpan<byte> json, ReadOnlySpan<byte[]> names, Span<Range> values)
    {
        values.Clear();
        if (json.IsEmpty || json[0] != '{')
        {
            return "is not an object";
        }

        var members = new MemberEnumerator(json);
        while (members.MoveNext())
        {
            var index = IndexOf(names, members.Name);
            if (index < 0)
            {
                return $"has an unknown member \"{Printable(members.Name)}\"";
            }

            if (!values[index].Equals(default))
            {
                return $"has its member \"{Printable(members.Name)}\" twice";
            }

            values[index] = members.ValueRange;
        }

        return null;
    }

    /// <summary>Bytes of a peer as text that is safe in a message: short, visible ASCII.</summary>
    public static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(Math.Min(bytes.Length, 64) + 3);
        foreach (var value in bytes[..Math.Min(bytes.Length, 64)])
        {
            text.Append(value is >= 0x20 and < 0x7f ? (char)value : '?');
        }

        return bytes.Length > 64 ? text.Append("...").ToString() : text.ToString();
    }

    internal static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at;
    }

    internal static int EndOfString(ReadOnlySpan<byte> json, int at)
    {
        at++;
        while (true)
        {
            at += json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }
    }

    internal static int EndOfValue(ReadOnlySpan<byte> json, int at)
    {
        switch (json[at])
        {
            case (byte)'"':
                return EndOfString(json, at);
            case (byte)'{' or (byte)'[':
                return EndOfContainer(json, at);
            default:
                var length = json[at..].IndexOfAny(ScalarEnd);
                return length < 0 ? json.Length : at + length;
        }
    }

    private static int EndOfContainer(ReadOnlySpan<byte> json, int at)
    {
        var depth = 0;
        while (true)
        {
            at += json[at..].IndexOfAny(Structure);
            switch (json[at])
            {
                case (byte)'"':
                    at = EndOfString(json, at);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            at++;
            if (depth == 0)
            {
                return at;
            }
        }
    }

    private static int IndexOf(ReadOnlySpan<byte[]> names, ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < names.Length; index++)
        {
            if (name.SequenceEqual(names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Walks the members of a valid object.</summary>
    internal ref struct MemberEnumerator(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _at = 1;

        /// <summary>The name as written, without quotes; one with escapes is left escaped and so matches no known name.</summary>
        public ReadOnlySpan<byte> Name { get; private set; }

        public Range ValueRange { get; private set; }

        public readonly ReadOnlySpan<byte> Value => _json[ValueRange];

        public bool MoveNext()
        {
            var at = SkipSpace(_json, _at);
            if (_json[at] == ',')
            {
                at = SkipSpace(_json, at + 1);
            }

            if (_json[at] == '}')
            {
                return false;
            }

            var nameEnd = EndOfString(_json, at);
            Name = _json[(at + 1)..(nameEnd - 1)];
            var value = SkipSpace(_json, SkipSpace(_json, nameEnd) + 1);
            _at = EndOfValue(_json, value);
            ValueRange = value.._at;
            return true;
        }
    }

    /// <summary>Walks the elements of a valid array.</summary>
    internal ref struct ElementEnumerator(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _at = 1;

        public ReadOnlySpan<byte> Value { get; private set; }

        public bool MoveNext()
        {
            var at = SkipSpace(_json, _at);
            if (_json[at] == ',')
            {
                at = SkipSpace(_json, at + 1);
            }

            if (_json[at] == ']')
            {
                return false;
            }

            _at = EndOfValue(_json, at);
            Value = _json[at.._at];
            return true;
        }
    }
}
