using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The one table from SQLite's result codes to what the rest of the program knows.</summary>
internal static class SqliteFailures
{
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    /// <summary>The failure to throw in place of SQLite's own.</summary>
    public static StorageException Wrap(SqliteException e, string file) => e.SqliteErrorCode switch
    {
        Full => new(StorageFailure.Full, $"The disk under {file} is full: {e.Message}", e),
        Corrupt or NotADatabase => new(
            StorageFailure.Damaged, $"The file {file} is damaged: {e.Message}. Restore it from a backup, or move it away to start empty.", e),
        ReadOnly => new(StorageFailure.ReadOnly, $"The disk under {file} is read-only: {e.Message}", e),
        IoError => new(StorageFailure.Unavailable, $"The disk under {file} fails: {e.Message}", e),
        _ => new(StorageFailure.Unavailable, $"The file {file} cannot be used: {e.Message}", e),
    };
}
