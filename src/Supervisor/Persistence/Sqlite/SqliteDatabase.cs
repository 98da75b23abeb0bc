using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>One file: a writer, a few readers, and a schema that is up to date.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    private SqliteDatabase(string file, SqliteWriter writer, SqliteReaders readers)
    {
        File = file;
        _writer = writer;
        _readers = readers;
    }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>Opens a file, made when there is none, and brings its schema up to date.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="migrations">See <see cref="Migrations"/>.</param>
    /// <param name="isDurable">Whether each acknowledged write must survive the loss of power, not only of the process.</param>
    /// <exception cref="StorageException">It cannot be opened, is damaged, or is newer than the program.</exception>
    public static SqliteDatabase Open(string file, IReadOnlyList<string> migrations, bool isDurable)
    {
        SqliteSession? session = null;
        try
        {
            PrivateFiles.Ensure(file);
            session = SqliteSession.Open(file);
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute(isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            session.Execute("PRAGMA journal_size_limit = 16777216");
            Migrations.Apply(session, file, migrations);
            return new SqliteDatabase(file, new SqliteWriter(file, session), new SqliteReaders(file));
        }
        catch (Exception e)
        {
            session?.Dispose();
            throw e switch
            {
                StorageException => e,
                SqliteException failure => SqliteFailures.Wrap(failure, file),
                IOException or UnauthorizedAccessException => new StorageException(
                    StorageFailure.Unavailable, $"The file {file} cannot be opened: {e.Message}", e),
                _ => e,
            };
        }
    }

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) => _writer.WriteAsync(work, committed: null, cancellationToken);

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, Action<T> committed, CancellationToken cancellationToken) =>
        _writer.WriteAsync(work, committed, cancellationToken);

    /// <inheritdoc cref="SqliteReaders.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) => _readers.ReadAsync(read, cancellationToken);

    /// <summary>Writes what waits and closes the file.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
    }
}
