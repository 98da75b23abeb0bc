namespace MolnOS.Sandbox.Protocol.Tests.Fuzz;

/// <summary>Gives bytes in pieces of arbitrary sizes, now and then only on a later turn, and then ends.</summary>
internal sealed class PiecewiseStream(Random random) : Stream
{
    private readonly bool _isFine = random.Next(4) == 0;
    private byte[] _bytes = [];
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says what is to be read; before the first read.</summary>
    public void Fill(byte[] bytes) => _bytes = bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (random.Next(8) == 0)
        {
            await Task.Yield();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Read(buffer.Span);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, _bytes.Length - _at), _isFine ? random.Next(1, 40) : int.MaxValue);
        _bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
