namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The schema of <c>logs.db</c>. Texts a function wrote are UTF-8 bytes: they may hold zeros.</summary>
internal static class LogsSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE line (
            id INTEGER PRIMARY KEY,
            function_id TEXT NOT NULL,
            at INTEGER NOT NULL,
            level INTEGER NOT NULL,
            message BLOB NOT NULL,
            invocation_id TEXT,
            is_late INTEGER NOT NULL,
            fields BLOB
        ) STRICT;

        CREATE INDEX line_by_function ON line (function_id, id);

        CREATE TABLE usage (
            function_id TEXT PRIMARY KEY,
            lines INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        // Lines are filed under services, of which functions are some, and are found by time as well.
        """
        ALTER TABLE line RENAME COLUMN function_id TO service;
        ALTER TABLE line ADD COLUMN is_posted INTEGER NOT NULL DEFAULT 0;
        UPDATE line SET service = 'functions.' || service;
        CREATE INDEX line_by_service_and_time ON line (service, at);
        CREATE INDEX line_by_time ON line (at);

        ALTER TABLE usage RENAME COLUMN function_id TO service;
        ALTER TABLE usage ADD COLUMN is_posted INTEGER NOT NULL DEFAULT 0;
        UPDATE usage SET service = 'functions.' || service;
        """,
    ];
}
