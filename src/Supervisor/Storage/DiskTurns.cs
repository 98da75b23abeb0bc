namespace MolnOS.Sandbox.Storage;

/// <summary>Waits for the disk on threads of their own, a few at a time: a thread of the pool that waited would be missed by the calls.</summary>
internal sealed class DiskTurns : IDisposable
{
    /// <summary>Syncs at once; the disk brings several of them to their end together.</summary>
    private const int Most = 16;

    private readonly SemaphoreSlim _turns = new(Most);

    /// <summary>Does something that waits for the disk. Once begun it is not given up.</summary>
    public async Task RunAsync(Action work, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
