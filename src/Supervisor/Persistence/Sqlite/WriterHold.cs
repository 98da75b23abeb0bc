using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Keeps the writer of a file from bringing anything to its end, until it is disposed. For as long as a thought takes: every write waits behind it.</summary>
internal sealed class WriterHold : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SuppressMessage("Usage", "CA2213", Justification = "The writer may still be leaving it; without a wait handle it holds nothing.")]
    private readonly ManualResetEventSlim _released = new();

    /// <summary>Ends once the writer waits: what was acknowledged by then is in the file, and nothing further is.</summary>
    /// <exception cref="StorageException">The file cannot be written, or its writer is busy for longer than <paramref name="limit"/>.</exception>
    public static async Task<WriterHold> OfAsync(SqliteDatabase database, TimeSpan limit, CancellationToken cancellationToken)
    {
        var hold = new WriterHold();
        try
        {
            var held = database.WriteAsync(_ => hold.Wait(), CancellationToken.None);
            await await Task.WhenAny(hold._reached.Task, held).WaitAsync(limit, cancellationToken);
            return hold;
        }
        catch (TimeoutException e)
        {
            hold.Dispose();
            throw new StorageException(StorageFailure.Unavailable, $"The disk under {database.File} is too slow: a write has not ended in {limit.TotalSeconds:0} s.", e);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Lets the writer go on.</summary>
    public void Dispose() => _released.Set();

    private bool Wait()
    {
        _reached.TrySetResult();
        _released.Wait();
        return true;
    }
}
