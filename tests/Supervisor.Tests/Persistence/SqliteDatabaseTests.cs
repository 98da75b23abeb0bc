using Microsoft.Data.Sqlite;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class SqliteDatabaseTests : IDisposable
{
    private static readonly string[] _migrations = ["CREATE TABLE item (number INTEGER PRIMARY KEY, bytes BLOB) STRICT"];

    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("test.db");

    [Fact]
    public async Task What_was_acknowledged_is_in_the_files_before_any_checkpoint_or_close()
    {
        using var database = Open(File);
        await Task.WhenAll(Enumerable.Range(1, 100).Select(number => InsertAsync(database, number)));

        var copy = CopyFiles(truncateLogBy: 0);

        using var reopened = Open(copy);
        (await NumbersAsync(reopened)).Should().Equal(Enumerable.Range(1, 100));
    }

    [Fact]
    public async Task A_torn_write_ahead_log_costs_only_the_write_it_tore()
    {
        using var database = Open(File);
        foreach (var number in Enumerable.Range(1, 20))
        {
            await InsertAsync(database, number);
        }

        var copy = CopyFiles(truncateLogBy: 100);

        using var reopened = Open(copy);
        (await NumbersAsync(reopened)).Should().Equal(Enumerable.Range(1, 19));
    }

    [Fact]
    public async Task Every_commit_waits_for_the_disk_where_durability_was_asked_for()
    {
        using var durable = Open(File);
        using var relaxed = SqliteDatabase.Open(_folder.PathOf("logs.db"), _migrations, isDurable: false);

        (await durable.WriteAsync(session => session.Number("PRAGMA synchronous"), CancellationToken.None)).Should().Be(2, "that is FULL");
        (await relaxed.WriteAsync(session => session.Number("PRAGMA synchronous"), CancellationToken.None)).Should().Be(1, "that is NORMAL");
    }

    [Fact]
    public async Task An_older_file_is_brought_up_to_date_and_keeps_its_rows()
    {
        using (var old = Open(File))
        {
            await InsertAsync(old, 7);
        }

        using var updated = SqliteDatabase.Open(File, [.. _migrations, "ALTER TABLE item ADD COLUMN more TEXT"], isDurable: true);

        (await updated.ReadAsync(session => session.Number("SELECT number FROM item WHERE more IS NULL"), CancellationToken.None)).Should().Be(7);
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        using (var old = Open(File))
        {
            await InsertAsync(old, 7);
        }

        var update = () => SqliteDatabase.Open(File, [.. _migrations, "DELETE FROM item; CREATE TABLE item (x)"], isDurable: true);

        update.Should().Throw<StorageException>();
        using var unchanged = Open(File);
        (await NumbersAsync(unchanged)).Should().Equal(7);
    }

    [Fact]
    public void A_file_newer_than_the_program_is_refused_and_the_message_says_so()
    {
        SqliteDatabase.Open(File, [.. _migrations, "CREATE TABLE future (x) "], isDurable: true).Dispose();

        var open = () => Open(File);

        var failure = open.Should().Throw<StorageException>().Which;
        failure.Failure.Should().Be(StorageFailure.TooNew);
        failure.Message.Should().Contain("test.db").And.Contain("schema 2").And.Contain("knows 1");
    }

    [Fact]
    public void A_file_that_is_no_database_is_reported_as_damaged()
    {
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Repeat("this is no database ", 500)));

        var open = () => Open(File);

        open.Should().Throw<StorageException>().Which.Failure.Should().Be(StorageFailure.Damaged);
    }

    [Fact]
    public async Task Damage_met_while_reading_is_a_failure_of_that_read()
    {
        using (var database = Open(File))
        {
            await Task.WhenAll(Enumerable.Range(1, 200).Select(number => InsertAsync(database, number)));
        }

        using (var stream = System.IO.File.OpenWrite(File))
        {
            stream.Position = 4096;
            stream.Write(Enumerable.Repeat((byte)0xA5, 40_000).ToArray());
        }

        using var damaged = Open(File);
        var read = () => NumbersAsync(damaged);

        (await read.Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Damaged);
    }

    [Fact]
    public async Task A_file_locked_by_another_program_is_unavailable_for_writing_and_can_still_be_read()
    {
        using var database = Open(File);
        await InsertAsync(database, 1);
        await using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        await using var hold = other.BeginTransaction(deferred: false);

        var write = () => InsertAsync(database, 2);

        (await write.Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Unavailable);
        (await NumbersAsync(database)).Should().Equal(1);
        hold.Rollback();
        await InsertAsync(database, 3);
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_files()
    {
        using var database = Open(File);
        await InsertAsync(database, 1);

        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(_folder.FolderPath))
            {
                System.IO.File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static SqliteDatabase Open(string file) => SqliteDatabase.Open(file, _migrations, isDurable: true);

    private static Task<int> InsertAsync(SqliteDatabase database, int number) =>
        database.WriteAsync(
            session => session.Execute("INSERT INTO item (number, bytes) VALUES ($number, $bytes)", ("$number", number), ("$bytes", new byte[500])),
            CancellationToken.None);

    private static Task<List<int>> NumbersAsync(SqliteDatabase database) =>
        database.ReadAsync(session => session.Query("SELECT number FROM item ORDER BY number", row => row.GetInt32(0)), CancellationToken.None);

    /// <summary>What a machine that lost power at this moment would find.</summary>
    private string CopyFiles(int truncateLogBy)
    {
        var copy = _folder.PathOf("copy.db");
        System.IO.File.Copy(File, copy);
        System.IO.File.Copy(File + "-wal", copy + "-wal");
        using var log = System.IO.File.OpenWrite(copy + "-wal");
        log.SetLength(log.Length - truncateLogBy);
        return copy;
    }
}
