using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Storage;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>A shelf on a folder of its own, with a bucket <c>b</c>; it can be left in the middle and come back, as after a crash.</summary>
internal sealed class ShelfRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly System.Diagnostics.Metrics.Meter _meter = new(nameof(ShelfRig));
    private DataFolder _data;
    private SqliteDatabase _database;

    public ShelfRig(StorageOptions? options = null)
    {
        Options = options ?? new StorageOptions();
        (_data, _database) = Open();
        Store.AddBucketAsync("b", isPublic: false, 10, CancellationToken.None).GetAwaiter().GetResult();
    }

    public StorageOptions Options { get; }

    public ManualTime Time { get; } = new();

    public ContentFolder Contents { get; private set; } = null!;

    public IBucketStore Store { get; private set; } = null!;

    public ObjectShelf Shelf { get; private set; } = null!;

    public StorageUpkeep Upkeep { get; private set; } = null!;

    public SqliteDatabase Database => _database;

    public string Root => _folder.PathOf("data/objects");

    /// <summary>Every file of a content, whole or not.</summary>
    public IReadOnlyList<string> Files => Directory.GetFiles(Root, "*", SearchOption.AllDirectories);

    public static ReadContent Bytes(byte[] bytes) => new MemoryStream(bytes).ReadAsync;

    public static ReadContent Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Another process takes over, which knows nothing of what was under way.</summary>
    public void Restart()
    {
        Close();
        (_data, _database) = Open();
    }

    /// <summary>A shelf that sees a store through another one.</summary>
    public ObjectShelf ShelfOn(IBucketStore store) => new(store, Contents, LimitsOn(), Time, NullLogger<ObjectShelf>.Instance);

    public async Task<StoredObject> PutAsync(string key, string text) =>
        (await Shelf.PutAsync(Draft(key), Text(text), CancellationToken.None)).Should().BeOfType<PutOutcome.Stored>().Which.Object;

    public static ObjectDraft Draft(string key) => new("b", key, "text/plain");

    public async Task<OpenObject> OpenAsync(string key) => (await Shelf.OpenAsync("b", key, CancellationToken.None)).Should().BeOfType<OpenOutcome.Opened>().Which.Object;

    public async Task<string?> ReadAsync(string key)
    {
        if (await Shelf.OpenAsync("b", key, CancellationToken.None) is not OpenOutcome.Opened opened)
        {
            return null;
        }

        using (opened.Object)
        {
            return await ReadAsync(opened.Object);
        }
    }

    public static async Task<string> ReadAsync(OpenObject opened)
    {
        var bytes = new byte[opened.Stored.Size];
        await opened.ReadAsync(bytes, 0, CancellationToken.None);
        return Encoding.UTF8.GetString(bytes);
    }

    public void Dispose()
    {
        Close();
        _meter.Dispose();
        _folder.Dispose();
    }

    private void Close()
    {
        Upkeep.Dispose();
        Shelf.Dispose();
        _database.Dispose();
        _data.Dispose();
    }

    private (DataFolder Data, SqliteDatabase Database) Open()
    {
        var data = DataFolder.Open(_folder.PathOf("data"));
        var database = SqliteDatabase.Open(data.PathOf("storage.db"), BucketsSchema.Migrations, isDurable: true);
        Store = new SqliteBucketStore(database, Time);
        Contents = new ContentFolder(data);
        Contents.Prepare();
        Shelf = ShelfOn(Store);
        Upkeep = new StorageUpkeep(Store, Contents, new StorageMetrics(_meter), Time, NullLogger<StorageUpkeep>.Instance);
        return (data, database);
    }

    private UploadLimits LimitsOn() => new(Contents, Microsoft.Extensions.Options.Options.Create(Options));
}
