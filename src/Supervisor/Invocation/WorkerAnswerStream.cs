using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Invocation;

/// <summary>The chunks of a worker's streamed answer as its caller reads them.</summary>
internal sealed class WorkerAnswerStream(ChunkStream chunks) : AnswerStream
{
    public override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) =>
        await chunks.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk ? chunk : null;

    public override ValueTask DisposeAsync()
    {
        chunks.Abandon();
        return ValueTask.CompletedTask;
    }
}
