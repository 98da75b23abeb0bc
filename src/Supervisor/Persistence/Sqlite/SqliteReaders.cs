using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>A few connections that only read; write-ahead logging lets them go on while the writer writes.</summary>
internal sealed class SqliteReaders(string file) : IDisposable
{
    private const int Most = 4;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    [SuppressMessage("Usage", "CA2213", Justification = "Callers may still be leaving it; without a wait handle it holds nothing.")]
    private readonly SemaphoreSlim _slots = new(Most);
    private volatile bool _isClosed;

    /// <summary>Runs a query on the first free connection.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        SqliteSession? session = null;
        try
        {
            if (_isClosed)
            {
                throw new StorageException(StorageFailure.Unavailable, $"The file {file} has been closed.");
            }

            session = _idle.TryTake(out var idle) ? idle : Open();
            var result = read(session);
            if (!_isClosed)
            {
                _idle.Add(session);
                session = null;
            }

            return result;
        }
        catch (SqliteException e)
        {
            throw SqliteFailures.Wrap(e, file);
        }
        finally
        {
            // A connection that failed is not trusted again.
            session?.Dispose();
            _slots.Release();
        }
    }

    /// <summary>Closes the connections: the idle ones now, the others once they come back.</summary>
    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private SqliteSession Open()
    {
        var session = SqliteSession.Open(file);
        session.Execute("PRAGMA query_only = ON");
        return session;
    }
}
