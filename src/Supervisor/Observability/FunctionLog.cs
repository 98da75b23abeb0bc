namespace MolnOS.Sandbox.Observability;

/// <summary>What functions log: taken without waiting, written in batches, read back and followed.</summary>
internal sealed class FunctionLog
{
    /// <summary>Takes a line. Never waits and never throws: past the limits lines are dropped, and one line says how many.</summary>
    public void Append(FunctionLogLine line) => throw new NotSupportedException();

    /// <summary>The newest matching lines, newest last. Sees every line appended before the call.</summary>
    public Task<IReadOnlyList<FunctionLogLine>> ReadAsync(FunctionLogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The lines <see cref="ReadAsync"/> gives, then matching lines as they come, until cancelled. A reader too slow misses lines and is told so.</summary>
    public IAsyncEnumerable<FunctionLogLine> FollowAsync(FunctionLogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Forgets a removed function's lines.</summary>
    public Task RemoveAsync(string functionId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
