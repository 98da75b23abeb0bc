namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The schema of <c>storage.db</c>. Keys are UTF-8 bytes, which compare as code points do. Moments are ticks of UTC.</summary>
internal static class BucketsSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        -- A bucket that was removed has no name; it stays until its objects have been swept. Ids never come back.
        CREATE TABLE bucket (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT UNIQUE,
            is_public INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            objects INTEGER NOT NULL DEFAULT 0,
            bytes INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE INDEX removed_bucket ON bucket (id) WHERE name IS NULL;

        CREATE TABLE object (
            bucket_id INTEGER NOT NULL,
            key BLOB NOT NULL,
            content TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            hash TEXT NOT NULL,
            type TEXT NOT NULL,
            modified_at INTEGER NOT NULL,
            PRIMARY KEY (bucket_id, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE total (
            buckets INTEGER NOT NULL,
            objects INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;

        INSERT INTO total (buckets, objects, bytes) VALUES (0, 0, 0);

        CREATE TRIGGER bucket_added AFTER INSERT ON bucket BEGIN
            UPDATE total SET buckets = buckets + 1;
        END;

        CREATE TRIGGER bucket_removed AFTER DELETE ON bucket BEGIN
            UPDATE total SET buckets = buckets - 1;
        END;

        CREATE TRIGGER object_added AFTER INSERT ON object BEGIN
            UPDATE bucket SET objects = objects + 1, bytes = bytes + new.size WHERE id = new.bucket_id;
            UPDATE total SET objects = objects + 1, bytes = bytes + new.size;
        END;

        CREATE TRIGGER object_replaced AFTER UPDATE ON object BEGIN
            UPDATE bucket SET bytes = bytes + new.size - old.size WHERE id = new.bucket_id;
            UPDATE total SET bytes = bytes + new.size - old.size;
        END;

        CREATE TRIGGER object_removed AFTER DELETE ON object BEGIN
            UPDATE bucket SET objects = objects - 1, bytes = bytes - old.size WHERE id = old.bucket_id;
            UPDATE total SET objects = objects - 1, bytes = bytes - old.size;
        END;
        """,
    ];
}
