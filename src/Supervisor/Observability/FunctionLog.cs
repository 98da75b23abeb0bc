using System.Runtime.CompilerServices;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>What functions log: taken without waiting, written in batches, read back and followed.</summary>
internal sealed class FunctionLog(LogQueue queue, LogFollowers followers, ILogStore store)
{
    /// <summary>Takes a line. Never waits and never throws: past the limits lines are dropped, and one line says how many.</summary>
    public void Append(FunctionLogLine line) => queue.Append(line);

    /// <summary>The newest matching lines, newest last. Sees every line appended before the call.</summary>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<FunctionLogLine>> ReadAsync(FunctionLogQuery query, CancellationToken cancellationToken) =>
        [.. (await ReadRowsAsync(query, cancellationToken)).Select(LogRows.ToLine)];

    /// <summary>The lines <see cref="ReadAsync"/> gives, then matching lines as they come, until cancelled or stopped. A reader too slow misses lines and is told so.</summary>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async IAsyncEnumerable<FunctionLogLine> FollowAsync(FunctionLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var follower = followers.Add(query);
        try
        {
            // Followed first, read second: no line falls between, and one seen twice is known by its id.
            var past = await ReadRowsAsync(query, cancellationToken);
            foreach (var row in past)
            {
                yield return LogRows.ToLine(row);
            }

            await foreach (var line in follower.ReadAsync(past.Count == 0 ? 0 : past[^1].Id, cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            followers.Remove(follower);
        }
    }

    /// <summary>Forgets a removed function's lines.</summary>
    /// <exception cref="StorageException">The log cannot be written.</exception>
    public async Task RemoveAsync(string functionId, CancellationToken cancellationToken)
    {
        await queue.FlushAsync(cancellationToken);
        queue.Forget(functionId);
        while (await store.RemoveServiceStepAsync(ServiceNames.OfFunction(functionId), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<IReadOnlyList<LogRow>> ReadRowsAsync(FunctionLogQuery query, CancellationToken cancellationToken)
    {
        await queue.FlushAsync(cancellationToken);
        return await store.ReadAsync(LogRows.ToRowQuery(query), cancellationToken);
    }
}
