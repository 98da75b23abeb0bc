using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>
/// The only writer of a file: a thread that puts whatever waits into one transaction, so that many callers share one sync of the disk.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostPerTransaction = 256;
    private const int MostWaiting = 1024;

    private readonly string _file;
    private readonly SqliteSession _session;
    private readonly Thread _thread;
    private bool _isClosed;
    private readonly BlockingCollection<WriteUnit> _queue = new(new ConcurrentQueue<WriteUnit>());
    [SuppressMessage("Usage", "CA2213", Justification = "Callers may still be leaving it; without a wait handle it holds nothing.")]
    private readonly SemaphoreSlim _slots = new(MostWaiting);

    /// <summary>Starts the thread, which from now on owns <paramref name="session"/>.</summary>
    public SqliteWriter(string file, SqliteSession session)
    {
        _file = file;
        _session = session;
        // A thread of its own: a pool thread that waits for the disk would be missed by the calls.
        _thread = new Thread(WriteUntilClosed) { IsBackground = true, Name = $"writer of {Path.GetFileName(file)}" };
        _thread.Start();
    }

    /// <summary>Queues work, waiting while the queue is full; ends when it is on disk.</summary>
    /// <param name="work">The work; it may be done anew when the transaction around it was lost.</param>
    /// <param name="committed">
    /// Told of the result on the writer's own thread once it is on disk, before any work that is done later. Must return at once and never throw.
    /// </param>
    /// <param name="cancellationToken">Gives up while the work has not begun.</param>
    /// <exception cref="StorageException">Nothing of it happened.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, Action<T>? committed, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var unit = new WriteUnit<T>(work, committed, cancellationToken);
            Enqueue(unit);
            return await unit.Done;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Writes what waits, then closes the connection.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isClosed, true))
        {
            _queue.CompleteAdding();
            _thread.Join();
            _session.Dispose();
            _queue.Dispose();
        }
    }

    private void Enqueue(WriteUnit unit)
    {
        try
        {
            _queue.Add(unit);
        }
        catch (InvalidOperationException e)
        {
            throw new StorageException(StorageFailure.Unavailable, $"The file {_file} has been closed.", e);
        }
    }

    private void WriteUntilClosed()
    {
        var batch = new List<WriteUnit>(MostPerTransaction);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MostPerTransaction && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            // Each round that loses its transaction takes the culprit out, so this ends.
            while (batch.Count > 0 && !TryCommit(batch))
            {
            }

            batch.Clear();
        }
    }

    /// <summary>Runs a batch in one transaction; false when a unit lost the transaction, and the others must be run again.</summary>
    private bool TryCommit(List<WriteUnit> batch)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < batch.Count;)
            {
                if (TryRun(batch[i]))
                {
                    i++;
                    continue;
                }

                batch.RemoveAt(i);
                if (!_session.IsInTransaction)
                {
                    return false;
                }
            }

            _session.Execute("COMMIT");
            batch.ForEach(unit => unit.Acknowledge());
        }
        catch (Exception e)
        {
            // Top of the writer's loop: whatever it is, the callers hear of it and the writer goes on.
            var reason = e is SqliteException failure ? SqliteFailures.Wrap(failure, _file) : e;
            batch.ForEach(unit => unit.Fail(reason));
            RollBack();
        }

        return true;
    }

    /// <summary>Runs one unit; one that fails leaves nothing behind, unless SQLite ended the whole transaction.</summary>
    private bool TryRun(WriteUnit unit)
    {
        if (unit.IsCancelled)
        {
            unit.Fail(new OperationCanceledException("The caller gave up before the write began."));
            return false;
        }

        _session.Execute("SAVEPOINT unit");
        try
        {
            unit.Run(_session);
            _session.Execute("RELEASE unit");
            return true;
        }
        catch (Exception e)
        {
            // The work is its caller's code: whatever it throws is that caller's answer and nobody else's.
            unit.Fail(e is SqliteException failure ? SqliteFailures.Wrap(failure, _file) : e);
            if (_session.IsInTransaction)
            {
                _session.Execute("ROLLBACK TO unit");
                _session.Execute("RELEASE unit");
            }

            return false;
        }
    }

    private void RollBack()
    {
        try
        {
            if (_session.IsInTransaction)
            {
                _session.Execute("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            // The next BEGIN fails in its turn, and says so to its callers.
        }
    }
}
