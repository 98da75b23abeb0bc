using System.Text;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class SqliteTableStoreTests : TableStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(TablesSchema.Migrations);

    private protected override ITableStore Store => new SqliteTableStore(_database.Current, Time);

    [Fact]
    public async Task Sixty_four_writers_share_commits()
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var blocked = _database.Current.WriteAsync(_ => { begun.Set(); return gate.Wait(TimeSpan.FromSeconds(30)); }, CancellationToken.None);
        begun.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        var writes = Enumerable.Range(0, 64)
            .Select(n => Store.ChangeAsync([new ItemChange.Write("t", $"{n}", Encoding.UTF8.GetBytes("1"))], CancellationToken.None)).ToList();
        var seenFromOutside = _database.Current.WriteAsync(_ => Store.FindTableAsync("t", CancellationToken.None).GetAwaiter().GetResult(), CancellationToken.None);

        gate.Set();
        await Task.WhenAll([blocked, .. writes]);

        (await seenFromOutside).Should().BeNull("nothing is visible before the common commit");
        (await Store.FindTableAsync("t", CancellationToken.None))!.Items.Should().Be(64);
    }

    [Fact]
    public async Task A_batch_that_fails_midway_leaves_nothing_behind()
    {
        await Store.ChangeAsync([new ItemChange.Write("t", "old", Encoding.UTF8.GetBytes("1"))], CancellationToken.None);
        await _database.Current.WriteAsync(session => session.Execute("PRAGMA max_page_count = 30"), CancellationToken.None);

        var batch = () => Store.ChangeAsync(
            [new ItemChange.Delete("t", "old"), new ItemChange.Write("new", "k", Encoding.UTF8.GetBytes("1")), new ItemChange.Write("t", "big", new byte[1_000_000])],
            CancellationToken.None);

        (await batch.Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Full);
        (await Store.ListAsync(CancellationToken.None)).Should().Equal(new TableSummary("t", 1, 4));
    }

    public void Dispose() => _database.Dispose();

    private protected override ITableStore Reopen() => new SqliteTableStore(_database.Reopen(), Time);
}
