namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The schema of <c>molnos.db</c>. Moments are ticks of UTC.</summary>
internal static class DefinitionsSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE function (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE function_code (
            hash TEXT PRIMARY KEY,
            code BLOB NOT NULL
        ) STRICT;

        CREATE TABLE function_version (
            function_id TEXT NOT NULL REFERENCES function (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            name TEXT NOT NULL,
            definition TEXT NOT NULL,
            env TEXT NOT NULL,
            code_hash TEXT NOT NULL REFERENCES function_code (hash),
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            PRIMARY KEY (function_id, version)
        ) STRICT;

        CREATE INDEX function_version_by_code ON function_version (code_hash);

        CREATE TABLE service_account (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            roles TEXT NOT NULL,
            key_hash BLOB NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE role (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            permissions TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        """,
        """
        CREATE TABLE schema (
            name TEXT PRIMARY KEY,
            version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE schema_version (
            name TEXT NOT NULL REFERENCES schema (name) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            description TEXT NOT NULL,
            key TEXT NOT NULL,
            text BLOB NOT NULL,
            bytes INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            PRIMARY KEY (name, version)
        ) STRICT;

        CREATE INDEX schema_version_by_bytes ON schema_version (bytes);
        """,
        """
        CREATE TABLE route (
            name TEXT PRIMARY KEY,
            definition TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ];
}
