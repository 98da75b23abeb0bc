namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The schema of <c>tables.db</c>. Keys are UTF-8 bytes: they may hold zeros, and bytes compare as code points do. Moments are ticks of UTC.</summary>
internal static class TablesSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE data_table (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            items INTEGER NOT NULL DEFAULT 0,
            bytes INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE item (
            table_id INTEGER NOT NULL,
            key BLOB NOT NULL,
            version INTEGER NOT NULL,
            expires_at INTEGER,
            value BLOB NOT NULL,
            PRIMARY KEY (table_id, key)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX item_by_expiry ON item (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TRIGGER item_added AFTER INSERT ON item BEGIN
            UPDATE data_table SET items = items + 1, bytes = bytes + length(new.key) + length(new.value) WHERE id = new.table_id;
        END;

        CREATE TRIGGER item_replaced AFTER UPDATE ON item BEGIN
            UPDATE data_table SET bytes = bytes + length(new.value) - length(old.value) WHERE id = new.table_id;
        END;

        CREATE TRIGGER item_removed AFTER DELETE ON item BEGIN
            UPDATE data_table SET items = items - 1, bytes = bytes - length(old.key) - length(old.value) WHERE id = old.table_id;
        END;

        CREATE TABLE dropped_table (
            id INTEGER PRIMARY KEY
        ) STRICT;

        CREATE TABLE last_version (
            number INTEGER NOT NULL
        ) STRICT;

        INSERT INTO last_version (number) VALUES (0);
        """,
    ];
}
