using System.Text;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

/// <summary>A stream whose writes wait until it is opened, and then fail when so told.</summary>
internal sealed class GatedStream : Stream
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _written = new();

    public IOException? Failure { get; init; }

    public int Writes { get; private set; }

    public bool IsDisposed { get; private set; }

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(_written.ToArray());
            }
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Open() => _gate.SetResult();

    /// <summary>Waits until so many lines were written.</summary>
    public async Task WrittenAsync(int lines)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Text.Count(character => character == '\n') < lines)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _gate.Task;
        if (Failure is not null)
        {
            throw Failure;
        }

        lock (_lock)
        {
            Writes++;
            _written.Write(buffer.Span);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
