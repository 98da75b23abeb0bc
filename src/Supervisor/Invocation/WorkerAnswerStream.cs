using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Invocation;

/// <summary>The chunks of a worker's streamed answer as its caller reads them.</summary>
internal sealed class WorkerAnswerStream(ChunkStream chunks) : AnswerStream
{
    public override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) =>
        // Not a plain null: as an array it would become an empty chunk, and the stream would never end.
        await chunks.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk ? chunk : default(ReadOnlyMemory<byte>?);

    public override ValueTask DisposeAsync()
    {
        chunks.Abandon();
        return ValueTask.CompletedTask;
    }
}
