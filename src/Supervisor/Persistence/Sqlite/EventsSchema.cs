namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>
/// The schema of <c>events.db</c>. Data lies apart from what changes at each delivery, since SQLite writes a changed row anew as a whole.
/// A row of <c>delivery</c> waits; one that has ended is only counted in its event. Moments are ticks of UTC.
/// </summary>
internal static class EventsSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            salt INTEGER NOT NULL,
            name TEXT NOT NULL,
            source TEXT NOT NULL,
            chain TEXT NOT NULL,
            emitted_at INTEGER NOT NULL,
            subscribers INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            delivered INTEGER NOT NULL DEFAULT 0,
            dead INTEGER NOT NULL DEFAULT 0,
            cancelled INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE INDEX event_by_time ON event (emitted_at);
        CREATE INDEX event_by_name ON event (name, emitted_at);
        CREATE INDEX event_pending ON event (emitted_at) WHERE waiting > 0;
        CREATE INDEX event_failed ON event (emitted_at) WHERE dead > 0;
        CREATE INDEX event_finished ON event (emitted_at) WHERE waiting = 0 AND dead = 0;

        CREATE TABLE event_data (
            event_id INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        ) STRICT;

        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            event_id INTEGER NOT NULL,
            function_id TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER NOT NULL,
            last_error TEXT
        ) STRICT;

        CREATE INDEX delivery_by_turn ON delivery (function_id, due_at);

        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL,
            event_name TEXT NOT NULL,
            function_id TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            last_error TEXT NOT NULL,
            failed_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX dead_letter_by_time ON dead_letter (failed_at);
        CREATE INDEX dead_letter_by_name ON dead_letter (event_name, failed_at);
        CREATE INDEX dead_letter_by_function ON dead_letter (function_id, failed_at);

        CREATE TABLE event_total (
            events INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            dead_letters INTEGER NOT NULL
        ) STRICT;

        INSERT INTO event_total (events, bytes, dead_letters) VALUES (0, 0, 0);

        CREATE TRIGGER event_data_added AFTER INSERT ON event_data BEGIN
            UPDATE event_total SET events = events + 1, bytes = bytes + length(new.data);
        END;

        CREATE TRIGGER event_data_removed AFTER DELETE ON event_data BEGIN
            UPDATE event_total SET events = events - 1, bytes = bytes - length(old.data);
        END;

        CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letter BEGIN
            UPDATE event_total SET dead_letters = dead_letters + 1;
            UPDATE event SET dead = dead + 1 WHERE id = new.event_id;
        END;

        CREATE TRIGGER dead_letter_removed AFTER DELETE ON dead_letter BEGIN
            UPDATE event_total SET dead_letters = dead_letters - 1;
            UPDATE event SET dead = dead - 1 WHERE id = old.event_id;
        END;
        """,
        """
        CREATE TABLE schedule (
            function_id TEXT NOT NULL,
            cron TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            passed_at INTEGER NOT NULL,
            PRIMARY KEY (function_id, cron, time_zone)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE event ADD COLUMN trace_parent TEXT;
        ALTER TABLE event ADD COLUMN trace_state TEXT;
        """,
    ];
}
