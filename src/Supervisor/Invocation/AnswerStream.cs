namespace MolnOS.Sandbox.Invocation;

/// <summary>The body of a streamed answer, chunk by chunk, read once by one reader.</summary>
internal abstract class AnswerStream : IAsyncDisposable
{
    /// <summary>
    /// The next chunk, or null at the clean end. The memory is valid until the next call. Reading a chunk lets the worker send more.
    /// </summary>
    /// <exception cref="IOException">The stream failed midway: the answer must end truncated, not clean.</exception>
    public abstract ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Ends reading; a stream not read to its end is cancelled in the worker.</summary>
    public abstract ValueTask DisposeAsync();
}
