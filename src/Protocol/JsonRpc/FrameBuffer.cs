using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>Writes the JSON of a message into the connection's own buffer.</summary>
/// <param name="frame">Where to write.</param>
/// <param name="state">What to write.</param>
public delegate void RpcParamsWriter<in TState>(FrameBuffer frame, TState state)
    where TState : allows ref struct;

/// <summary>
/// A growing buffer of lines that knows how to write JSON. A line that would exceed its limit overflows: what follows is dropped and
/// the connection takes the line back.
/// </summary>
public sealed class FrameBuffer
{
    private const int FirstBytes = 4096;
    private const int KeptBytes = 1024 * 1024;
    private const int SlackBytes = 64 * 1024;

    private readonly int _maxFrameBytes;
    private byte[] _bytes = [];
    private int _length;
    private int _frameStart;

    internal FrameBuffer(int maxFrameBytes) => _maxFrameBytes = maxFrameBytes;

    internal int Length => _length;

    internal bool IsOverflowed { get; private set; }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> utf8)
    {
        if (TryReserve(utf8.Length, out var target))
        {
            utf8.CopyTo(target);
            _length += utf8.Length;
        }
    }

    /// <summary>Writes valid JSON text on one line: raw newlines, which can only stand between its tokens, become spaces.</summary>
    public void Json(ReadOnlySpan<byte> json)
    {
        var start = _length;
        Raw(json);
        if (IsOverflowed)
        {
            return;
        }

        var rest = _bytes.AsSpan(start, json.Length);
        for (var at = rest.IndexOfAny((byte)'\r', (byte)'\n'); at >= 0; at = rest.IndexOfAny((byte)'\r', (byte)'\n'))
        {
            rest[at] = (byte)' ';
            rest = rest[(at + 1)..];
        }
    }

    /// <summary>Writes a whole number.</summary>
    public void Number(long value)
    {
        if (TryReserve(20, out var target))
        {
            _ = Utf8Formatter.TryFormat(value, target, out var written);
            _length += written;
        }
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes 128 bits as a JSON string of 32 lower-case hexadecimal digits.</summary>
    public void Id(UInt128 id)
    {
        if (TryReserve(34, out var target))
        {
            target[0] = (byte)'"';
            target[33] = (byte)'"';
            HexId.Write(id, target[1..33]);
            _length += 34;
        }
    }

    /// <summary>Writes a JSON string in ASCII alone.</summary>
    public void AsciiString(string text)
    {
        Raw("\""u8);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOfAnyExcept(JsonEscapes.PlainAsciiChars);
            plain = plain < 0 ? rest.Length : plain;
            if (!TryReserve(plain, out var target))
            {
                return;
            }

            _ = Ascii.FromUtf16(rest[..plain], target, out var written);
            _length += written;
            if (plain == rest.Length)
            {
                break;
            }

            Escaped(rest[plain]);
            rest = rest[(plain + 1)..];
        }

        Raw("\""u8);
    }

    /// <summary>Writes the name of an object's member and its colon, after a comma unless it is the first.</summary>
    public void Member(string name, bool isFirst)
    {
        Raw(isFirst ? default : ","u8);
        AsciiString(name);
        Raw(":"u8);
    }

    /// <summary>Writes a JSON string in UTF-8; only what must be is escaped, and lone surrogates are.</summary>
    public void Utf8String(string text)
    {
        Raw("\""u8);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            var special = rest.IndexOfAny(JsonEscapes.SpecialChars);
            var plain = special < 0 ? rest : rest[..special];
            if (!TryWriteRun(plain, out var read))
            {
                return;
            }

            if (read == rest.Length)
            {
                break;
            }

            Escaped(rest[read]);
            rest = rest[(read + 1)..];
        }

        Raw("\""u8);
    }

    /// <summary>Writes a JSON string from valid UTF-8; only what must be is escaped.</summary>
    public void Utf8String(ReadOnlySpan<byte> text)
    {
        Raw("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(JsonEscapes.SpecialBytes);
            plain = plain < 0 ? text.Length : plain;
            Raw(text[..plain]);
            if (IsOverflowed || plain == text.Length)
            {
                break;
            }

            Escaped((char)text[plain]);
            text = text[(plain + 1)..];
        }

        Raw("\""u8);
    }

    /// <summary>Writes bytes as a JSON string of base64.</summary>
    public void Base64String(ReadOnlySpan<byte> bytes)
    {
        Raw("\""u8);
        var length = bytes.Length > _maxFrameBytes ? bytes.Length : Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        if (TryReserve(length, out var target))
        {
            _ = Base64.EncodeToUtf8(bytes, target, out _, out var written);
            _length += written;
        }

        Raw("\""u8);
    }

    internal int FrameLength => _length - _frameStart;

    internal void BeginFrame()
    {
        _frameStart = _length;
        IsOverflowed = false;
    }

    internal void TakeFrameBack()
    {
        _length = _frameStart;
        IsOverflowed = false;
        GiveBack();
    }

    internal void Clear()
    {
        _length = 0;
        GiveBack();
    }

    private void GiveBack()
    {
        if (_length == 0 && _bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }

    private bool TryWriteRun(ReadOnlySpan<char> run, out int read)
    {
        // Reserving for the worst case of a long run would ask for three times its size, so it goes in pieces.
        read = 0;
        while (read < run.Length)
        {
            var piece = run.Slice(read, Math.Min(run.Length - read, 16 * 1024));
            if (!TryReserve(piece.Length * 3, out var target))
            {
                return false;
            }

            var status = Utf8.FromUtf16(piece, target, out var taken, out var written, replaceInvalidSequences: false, isFinalBlock: false);
            _length += written;
            read += taken;
            if (status == OperationStatus.InvalidData || taken == 0)
            {
                return !IsOverflowed;
            }
        }

        return true;
    }

    private void Escaped(char character)
    {
        if (TryReserve(6, out var target))
        {
            _length += JsonEscapes.Write(character, target);
        }
    }

    private bool TryReserve(int bytes, out Span<byte> target)
    {
        // The slack lets a reservation for the worst case pass; the exact length is checked when the line is complete.
        if (IsOverflowed || (long)_length - _frameStart + bytes > (long)_maxFrameBytes + SlackBytes)
        {
            IsOverflowed = true;
            target = default;
            return false;
        }

        if (_bytes.Length - _length < bytes)
        {
            var wanted = Math.Max((long)_length + bytes, Math.Min(_bytes.Length * 2L, Array.MaxLength));
            Array.Resize(ref _bytes, (int)Math.Max(wanted, FirstBytes));
        }

        target = _bytes.AsSpan(_length, bytes);
        return true;
    }
}
