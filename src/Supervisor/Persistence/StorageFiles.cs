using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Opens the database files of a data folder.</summary>
internal sealed partial class StorageFiles : IDisposable
{
    private readonly ILogger<StorageFiles> _logger;

    public StorageFiles(DataFolder folder, ILogger<StorageFiles> logger)
    {
        _logger = logger;
        Definitions = SqliteDatabase.Open(folder.PathOf(DatabaseFiles.Definitions), DefinitionsSchema.Migrations, isDurable: true);
        try
        {
            Tables = SqliteDatabase.Open(folder.PathOf(DatabaseFiles.Tables), TablesSchema.Migrations, isDurable: true);
            Audit = SqliteDatabase.Open(folder.PathOf(DatabaseFiles.Audit), AuditSchema.Migrations, isDurable: true);
            Buckets = SqliteDatabase.Open(folder.PathOf(DatabaseFiles.Buckets), BucketsSchema.Migrations, isDurable: true);
            Events = SqliteDatabase.Open(folder.PathOf(DatabaseFiles.Events), EventsSchema.Migrations, isDurable: true);
            Logs = OpenLogs(folder.PathOf(DatabaseFiles.Logs));
        }
        catch
        {
            Audit?.Dispose();
            Buckets?.Dispose();
            Events?.Dispose();
            Tables?.Dispose();
            Definitions.Dispose();
            throw;
        }
    }

    /// <summary>Functions, service accounts, roles, settings: what was acknowledged survives.</summary>
    public SqliteDatabase Definitions { get; }

    /// <summary>What functions keep in tables, in a file of its own, so that its writers and those of definitions do not wait for each other.</summary>
    public SqliteDatabase Tables { get; }

    /// <summary>Who did what, in a file of its own: it goes on when the others are damaged, and can be kept apart.</summary>
    public SqliteDatabase Audit { get; }

    /// <summary>Buckets and what is known of their objects, in a file of its own, as for tables.</summary>
    public SqliteDatabase Buckets { get; }

    /// <summary>Events and what of them is still to be delivered, in a file of its own, since it is written all the time.</summary>
    public SqliteDatabase Events { get; }

    /// <summary>What functions logged, in a file of its own, so that it never slows a definition.</summary>
    public SqliteDatabase Logs { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<SqliteDatabase> All => [Events, Buckets, Tables, Definitions, Logs, Audit];

    /// <summary>Writes what waits and closes the files.</summary>
    public void Dispose()
    {
        Logs.Dispose();
        Audit.Dispose();
        Buckets.Dispose();
        Events.Dispose();
        Tables.Dispose();
        Definitions.Dispose();
    }

    private SqliteDatabase OpenLogs(string file)
    {
        try
        {
            return SqliteDatabase.Open(file, LogsSchema.Migrations, isDurable: false);
        }
        catch (StorageException e) when (e.Failure == StorageFailure.Damaged)
        {
            // Lost lines are no reason to keep every function from serving.
            LogsMovedAway(_logger, file, e);
            File.Move(file, file + ".damaged", overwrite: true);
            File.Delete(file + "-wal");
            File.Delete(file + "-shm");
            return SqliteDatabase.Open(file, LogsSchema.Migrations, isDurable: false);
        }
    }

    [LoggerMessage(EventId = 901, Level = LogLevel.Error, Message = "The log file {File} is damaged. It was moved away, and a new one begun.")]
    private static partial void LogsMovedAway(ILogger logger, string file, Exception reason);
}
