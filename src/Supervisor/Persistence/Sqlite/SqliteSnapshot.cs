using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>A file as it was when this was made, however much is written meanwhile.</summary>
internal sealed class SqliteSnapshot : IDisposable
{
    private readonly string _file;
    private readonly SqliteSession _session;

    private SqliteSnapshot(string file, SqliteSession session, long schema) => (_file, _session, Schema) = (file, session, schema);

    /// <summary>How many migrations led to the file's schema.</summary>
    public long Schema { get; }

    /// <summary>Looks at a file as it is now.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static SqliteSnapshot Of(string file)
    {
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.Open(file);
            session.Execute("BEGIN");
            // The first thing that is read fixes what is seen.
            return new SqliteSnapshot(file, session, session.Number("PRAGMA user_version") ?? 0);
        }
        catch (SqliteException e)
        {
            session?.Dispose();
            throw SqliteFailures.Wrap(e, file);
        }
    }

    /// <summary>Writes it into a file of its own, which is complete without any other beside it.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public void CopyTo(string target)
    {
        try
        {
            PrivateFiles.Ensure(target);
            using var copy = SqliteSession.Open(target);
            _session.CopyTo(copy);
            copy.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException e)
        {
            throw SqliteFailures.Wrap(e, _file);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
