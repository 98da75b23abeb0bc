using System.Buffers;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>Bytes of a stream, taken out line by line; never holds more than one line of the longest length and a little slack.</summary>
internal sealed class LineBuffer(int maxLineBytes)
{
    private const int FirstBytes = 32 * 1024;

    /// <summary>What is larger goes once its line is taken, and never into a pool: that would hold it long after a worker that sends such lines.</summary>
    private const int KeptBytes = 1024 * 1024;

    private const int LeastFreeBytes = 8 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>Whether the line being read is already longer than any line may be.</summary>
    public bool IsOverCap => _end - _start > maxLineBytes;

    /// <summary>Bytes held now, taken lines not counted.</summary>
    public int HeldBytes => _end - _start;

    /// <summary>Bytes the buffer could hold without growing.</summary>
    public int CapacityBytes => _bytes.Length;

    /// <summary>Room for the next read. Lines taken before are gone after this.</summary>
    public Memory<byte> PrepareRead()
    {
        if (_start == _end)
        {
            _start = _scanned = _end = 0;
            if (_bytes.Length > KeptBytes)
            {
                Replace(FirstBytes);
            }
        }
        else if (_bytes.Length - _end < LeastFreeBytes)
        {
            MakeRoom();
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>Adds what the read brought.</summary>
    public void Advance(int bytes) => _end += bytes;

    /// <summary>The next whole line without its newline, valid until <see cref="PrepareRead"/>; false when there is none yet.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var length = _bytes.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (length < 0)
        {
            _scanned = _end;
            line = default;
            return false;
        }

        var newline = _scanned + length;
        line = _bytes.AsSpan(_start, newline - _start);
        _start = _scanned = newline + 1;
        return true;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held + LeastFreeBytes <= _bytes.Length && _start >= _bytes.Length / 2)
        {
            Array.Copy(_bytes, _start, _bytes, 0, held);
            Rebase(held);
            return;
        }

        Replace((int)Math.Min(Math.Max(_bytes.Length, held) * 2L, maxLineBytes + (2L * LeastFreeBytes)));
    }

    private void Replace(int size)
    {
        var held = _end - _start;
        var bytes = size > KeptBytes ? GC.AllocateUninitializedArray<byte>(size) : ArrayPool<byte>.Shared.Rent(size);
        Array.Copy(_bytes, _start, bytes, 0, held);
        if (_bytes.Length <= KeptBytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = bytes;
        Rebase(held);
    }

    private void Rebase(int held)
    {
        _scanned -= _start;
        _start = 0;
        _end = held;
    }
}
