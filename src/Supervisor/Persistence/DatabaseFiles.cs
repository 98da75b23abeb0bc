using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Persistence;

/// <summary>The database files of a data folder, and what leads to the schemas of this program: the one table of both.</summary>
internal static class DatabaseFiles
{
    public const string Definitions = "molnos.db";
    public const string Tables = "tables.db";
    public const string Audit = "audit.db";
    public const string Buckets = "storage.db";
    public const string Events = "events.db";
    public const string Logs = "logs.db";

    /// <summary>The migrations of each file.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Migrations { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        [Definitions] = DefinitionsSchema.Migrations,
        [Tables] = TablesSchema.Migrations,
        [Audit] = AuditSchema.Migrations,
        [Buckets] = BucketsSchema.Migrations,
        [Events] = EventsSchema.Migrations,
        [Logs] = LogsSchema.Migrations,
    };
}
