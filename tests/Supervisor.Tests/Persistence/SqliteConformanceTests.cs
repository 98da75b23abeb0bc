using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>A SQLite file that can be closed and opened again.</summary>
internal sealed class ReopenableDatabase(IReadOnlyList<string> migrations) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase? _database;

    public SqliteDatabase Current => _database ??= SqliteDatabase.Open(_folder.PathOf("test.db"), migrations, isDurable: true);

    public SqliteDatabase Reopen()
    {
        _database?.Dispose();
        _database = null;
        return Current;
    }

    public void Dispose()
    {
        _database?.Dispose();
        _folder.Dispose();
    }
}

public sealed class SqliteFunctionStoreTests : FunctionStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);

    private protected override IFunctionStore Store => new SqliteFunctionStore(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override IFunctionStore Reopen() => new SqliteFunctionStore(_database.Reopen());
}

public sealed class SqliteServiceAccountStoreTests : ServiceAccountStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);

    private protected override IServiceAccountStore Store => new SqliteServiceAccountStore(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override IServiceAccountStore Reopen() => new SqliteServiceAccountStore(_database.Reopen());
}

public sealed class SqliteRouteStoreTests : RouteStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);

    private protected override IRouteStore Store => new SqliteRouteStore(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override IRouteStore Reopen() => new SqliteRouteStore(_database.Reopen());
}

public sealed class SqliteRoleStoreTests : RoleStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);

    private protected override IRoleStore Store => new SqliteRoleStore(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override IRoleStore Reopen() => new SqliteRoleStore(_database.Reopen());
}

public sealed class SqliteSchemaStoreTests : SchemaStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);

    private protected override ISchemaStore Store => new SqliteSchemaStore(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override ISchemaStore Reopen() => new SqliteSchemaStore(_database.Reopen());
}

public sealed class SqliteLogStoreTests : LogStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(LogsSchema.Migrations);

    private protected override ILogStore Store => new SqliteLogStore(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override ILogStore Reopen() => new SqliteLogStore(_database.Reopen());
}

public sealed class SqliteAuditStoreTests : AuditStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(AuditSchema.Migrations);

    private protected override IAuditStore Store => new SqliteAuditStore(_database.Current, MostScanned);

    public void Dispose() => _database.Dispose();

    private protected override IAuditStore Reopen() => new SqliteAuditStore(_database.Reopen(), MostScanned);
}

public sealed class SqliteBucketStoreTests : BucketStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(BucketsSchema.Migrations);

    private protected override IBucketStore Store => new SqliteBucketStore(_database.Current, Time);

    public void Dispose() => _database.Dispose();

    private protected override IBucketStore Reopen() => new SqliteBucketStore(_database.Reopen(), Time);
}

public sealed class SqliteEventStoreTests : EventStoreConformance, IDisposable
{
    private readonly ReopenableDatabase _database = new(EventsSchema.Migrations);

    private protected override (IEventStore Events, IDeadLetterStore Letters) Stores => Of(_database.Current);

    public void Dispose() => _database.Dispose();

    private protected override (IEventStore Events, IDeadLetterStore Letters) Reopen() => Of(_database.Reopen());

    private static (IEventStore Events, IDeadLetterStore Letters) Of(SqliteDatabase database) => (new SqliteEventStore(database), new SqliteDeadLetterStore(database));
}

public sealed class SqliteSettingStoreTests : IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);

    [Fact]
    public async Task A_setting_is_read_as_it_was_last_written()
    {
        var store = new SqliteSettingStore(_database.Current);
        (await store.ReadAsync("name", CancellationToken.None)).Should().BeNull();

        await store.WriteAsync("name", "old", CancellationToken.None);
        await store.WriteAsync("name", "new", CancellationToken.None);

        (await new SqliteSettingStore(_database.Reopen()).ReadAsync("name", CancellationToken.None)).Should().Be("new");
    }

    public void Dispose() => _database.Dispose();
}
