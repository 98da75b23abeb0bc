using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class SqliteLogSearchTests : LogSearchConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(LogsSchema.Migrations);

    private protected override ILogStore Store => new SqliteLogStore(_database.Current);

    [Fact]
    public async Task The_lines_of_a_file_from_before_there_were_other_services_are_filed_under_their_functions()
    {
        using var folder = new TemporaryFolder();
        using (var old = SqliteDatabase.Open(folder.PathOf("logs.db"), [.. LogsSchema.Migrations.Take(1)], isDurable: false))
        {
            await old.WriteAsync(
                session => session.Execute("INSERT INTO line VALUES (7, 'abcd1234', 1, 1, x'6869', NULL, 0, NULL)") + session.Execute("INSERT INTO usage VALUES ('abcd1234', 1, 2)"),
                CancellationToken.None);
        }

        using var updated = SqliteDatabase.Open(folder.PathOf("logs.db"), LogsSchema.Migrations, isDurable: false);
        var found = await new SqliteLogStore(updated).SearchAsync(new LogSearch { ServicePrefix = "functions.abcd1234", Limit = 10 }, CancellationToken.None);

        found.Rows.Select(row => (row.Id, row.Message, row.IsPosted)).Should().Equal((7, "hi", false));
    }

    [Theory]
    [InlineData("WHERE at >= 1 AND (at, id) < (9, 9) ORDER BY at DESC, id DESC", "line_by_time")]
    [InlineData("WHERE service = 'a' AND at >= 1 AND (at, id) < (9, 9) ORDER BY at DESC, id DESC", "line_by_service_and_time")]
    [InlineData("WHERE service = 'a' ORDER BY id DESC", "line_by_function")]
    [InlineData("WHERE at < 9 ORDER BY at", "line_by_time")]
    public async Task A_walk_through_the_lines_follows_an_index_and_sorts_nothing(string clause, string index)
    {
        var plan = await _database.Current.ReadAsync(
            session => session.Query("EXPLAIN QUERY PLAN SELECT * FROM line " + clause + " LIMIT 256", row => row.GetString(3)), CancellationToken.None);

        plan.Should().ContainSingle().Which.Should().StartWith("SEARCH").And.Contain($"USING INDEX {index}");
    }

    public void Dispose() => _database.Dispose();
}
