namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The schema of <c>audit.db</c>. Moments are ticks of UTC. Who pays when there is too much is a <c>payer</c>: an actor by their acts, or by their denials.</summary>
internal static class AuditSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE record (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            status INTEGER,
            actor_id TEXT NOT NULL,
            actor_name TEXT NOT NULL,
            actor_type TEXT NOT NULL,
            address TEXT,
            action TEXT NOT NULL,
            permission TEXT,
            method TEXT,
            route TEXT,
            target TEXT,
            target_name TEXT,
            invocation_id TEXT,
            count INTEGER NOT NULL,
            payer TEXT NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX record_by_time ON record (at);

        CREATE INDEX record_by_payer ON record (payer);

        CREATE TABLE usage (
            payer TEXT PRIMARY KEY,
            records INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER record_added AFTER INSERT ON record BEGIN
            INSERT INTO usage (payer, records, bytes) VALUES (new.payer, 1, new.bytes)
            ON CONFLICT (payer) DO UPDATE SET records = records + 1, bytes = bytes + excluded.bytes;
        END;

        CREATE TRIGGER record_removed AFTER DELETE ON record BEGIN
            UPDATE usage SET records = records - 1, bytes = bytes - old.bytes WHERE payer = old.payer;
            DELETE FROM usage WHERE payer = old.payer AND records <= 0;
        END;
        """,
    ];
}
