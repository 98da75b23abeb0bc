using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly ReopenableDatabase _file = new(["CREATE TABLE item (name TEXT PRIMARY KEY, bytes BLOB) STRICT"]);
    private readonly ManualResetEventSlim _gate = new();

    private SqliteDatabase Database => _file.Current;

    [Fact]
    public async Task What_waits_is_written_in_one_transaction()
    {
        var blocked = BlockWriterAsync();
        var writes = Enumerable.Range(0, 99).Select(number => InsertAsync($"item{number}")).ToList();
        var seenFromOutside = Database.WriteAsync(_ => CountAsync().GetAwaiter().GetResult(), CancellationToken.None);

        _gate.Set();
        await Task.WhenAll([blocked, .. writes]);

        (await seenFromOutside).Should().Be(0, "nothing is visible before the common commit");
        (await CountAsync()).Should().Be(99);
    }

    [Fact]
    public async Task A_failing_unit_fails_alone_and_leaves_nothing_behind()
    {
        var blocked = BlockWriterAsync();
        var before = InsertAsync("before");
        var failing = Database.WriteAsync<int>(
            session =>
            {
                Insert(session, "half", 1);
                throw new InvalidDataException("no good");
            },
            CancellationToken.None);
        var after = InsertAsync("after");

        _gate.Set();
        await Task.WhenAll(blocked, before, after);

        await failing.Invoking(task => task).Should().ThrowAsync<InvalidDataException>();
        (await NamesAsync()).Should().Equal("after", "before");
    }

    [Fact]
    public async Task A_full_disk_fails_who_meets_it_and_nobody_else_and_heals_by_itself()
    {
        await Database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 20"), CancellationToken.None);
        var blocked = BlockWriterAsync();
        var small = InsertAsync("small");
        var big = InsertAsync("big", 1_000_000);
        var later = InsertAsync("later");

        _gate.Set();
        await Task.WhenAll(blocked, small, later);

        (await big.Invoking(task => task).Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Full);
        await Database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 100000"), CancellationToken.None);
        await InsertAsync("big", 1_000_000);
        (await NamesAsync()).Should().Equal("big", "later", "small");
    }

    [Fact]
    public async Task A_write_whose_caller_left_before_its_turn_never_happens()
    {
        using var caller = new CancellationTokenSource();
        var blocked = BlockWriterAsync();
        var left = Database.WriteAsync(session => Insert(session, "left", 1), caller.Token);

        await caller.CancelAsync();
        _gate.Set();
        await blocked;

        await left.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_later_writes_and_reads_are_refused()
    {
        var database = Database;
        var blocked = BlockWriterAsync();
        var waiting = InsertAsync("waiting");

        _gate.Set();
        _file.Reopen();
        await Task.WhenAll(blocked, waiting);

        (await NamesAsync()).Should().Equal("waiting");
        await FluentActions.Awaiting(() => database.WriteAsync(_ => 1, CancellationToken.None)).Should().ThrowAsync<StorageException>();
        await FluentActions.Awaiting(() => database.ReadAsync(_ => 1, CancellationToken.None)).Should().ThrowAsync<StorageException>();
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        var write = () => Database.ReadAsync(session => Insert(session, "sneaky", 1), CancellationToken.None);

        await write.Should().ThrowAsync<StorageException>();
        (await NamesAsync()).Should().BeEmpty();
    }

    public void Dispose()
    {
        _gate.Set();
        _file.Dispose();
        _gate.Dispose();
    }

    private static int Insert(SqliteSession session, string name, int bytes) =>
        session.Execute("INSERT INTO item (name, bytes) VALUES ($name, $bytes)", ("$name", name), ("$bytes", new byte[bytes]));

    private Task<int> InsertAsync(string name, int bytes = 1) => Database.WriteAsync(session => Insert(session, name, bytes), CancellationToken.None);

    private Task<long?> CountAsync() => Database.ReadAsync(session => session.Number("SELECT count(*) FROM item"), CancellationToken.None);

    private Task<List<string>> NamesAsync() =>
        Database.ReadAsync(session => session.Query("SELECT name FROM item ORDER BY name", row => row.GetString(0)), CancellationToken.None);

    /// <summary>Keeps the writer busy until the gate opens; returns once it is, so that what follows waits together.</summary>
    private Task<bool> BlockWriterAsync()
    {
        var begun = new ManualResetEventSlim();
        var blocked = Database.WriteAsync(
            _ =>
            {
                begun.Set();
                return _gate.Wait(TimeSpan.FromSeconds(30));
            },
            CancellationToken.None);
        begun.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        return blocked;
    }
}
