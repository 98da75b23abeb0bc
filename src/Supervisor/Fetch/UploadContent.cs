using System.IO.Pipelines;
using System.Net;

namespace MolnOS.Sandbox.Fetch;

/// <summary>The body of a request that the function sends in pieces: each is taken only when there is room for it.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 128 * 1024, resumeWriterThreshold: 64 * 1024, useSynchronizationContext: false));
    private readonly long? _length;

    public UploadContent(long? length) => _length = length;

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes a piece, and returns once there is room for the next; false when nobody wants more. One call at a time.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> piece, bool isLast, CancellationToken cancellationToken)
    {
        Taken += piece.Length;
        var flush = await _pipe.Writer.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        if (isLast)
        {
            await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }

        return !flush.IsCompleted && !isLast;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var reader = _pipe.Reader;
        try
        {
            for (ReadResult read = default; !read.IsCompleted;)
            {
                read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (var part in read.Buffer)
                {
                    await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
                }

                // What the function has sent shall arrive, though it may send the rest much later.
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                reader.AdvanceTo(read.Buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
