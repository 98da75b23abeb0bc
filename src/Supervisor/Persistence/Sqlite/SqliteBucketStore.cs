using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IBucketStore"/> in <c>storage.db</c>.</summary>
internal sealed class SqliteBucketStore(SqliteDatabase database, TimeProvider time) : IBucketStore
{
    private const string Buckets = "SELECT name, is_public, objects, bytes, created_at, updated_at FROM bucket ";

    private DateTimeOffset Now => time.GetUtcNow();

    public Task<IReadOnlyList<StoredBucket>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredBucket>>(session => session.Query(Buckets + "WHERE name IS NOT NULL ORDER BY name", ReadBucket), cancellationToken);

    public Task<StoredBucket?> FindBucketAsync(string bucket, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, bucket), cancellationToken);

    public Task<BucketAddition> AddBucketAsync(string bucket, bool isPublic, int most, CancellationToken cancellationToken) =>
        database.WriteAsync<BucketAddition>(
            session =>
            {
                if (SqliteObjects.BucketId(session, bucket) is not null)
                {
                    return new BucketAddition.Taken();
                }

                if (SqliteObjects.Totals(session).Buckets >= most)
                {
                    return new BucketAddition.TooMany();
                }

                session.Execute(
                    "INSERT INTO bucket (name, is_public, created_at, updated_at) VALUES ($bucket, $public, $now, $now)",
                    ("$bucket", bucket), ("$public", isPublic), ("$now", Now.UtcTicks));
                return new BucketAddition.Added(Find(session, bucket)!);
            },
            cancellationToken);

    public Task<StoredBucket?> ChangeBucketAsync(string bucket, bool isPublic, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                session.Execute(
                    "UPDATE bucket SET is_public = $public, updated_at = $now WHERE name = $bucket",
                    ("$public", isPublic), ("$now", Now.UtcTicks), ("$bucket", bucket));
                return Find(session, bucket);
            },
            cancellationToken);

    public Task<BucketRemoval> RemoveBucketAsync(string bucket, bool evenWithObjects, CancellationToken cancellationToken) =>
        database.WriteAsync<BucketRemoval>(
            session =>
            {
                if (Find(session, bucket) is not { } found)
                {
                    return new BucketRemoval.Missing();
                }

                if (found.Objects > 0 && !evenWithObjects)
                {
                    return new BucketRemoval.NotEmpty(found.Objects);
                }

                // Without a name nothing in it can be reached; the sweep does the rest in its own time.
                session.Execute("UPDATE bucket SET name = NULL WHERE name = $bucket", ("$bucket", bucket));
                return new BucketRemoval.Removed(found.Objects);
            },
            cancellationToken);

    public Task<ObjectPlace?> LookAsync(string bucket, string key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => SqliteObjects.BucketId(session, bucket) is { } id ? new ObjectPlace(SqliteObjects.Find(session, id, key), SqliteObjects.Totals(session)) : null,
            cancellationToken);

    public Task<ObjectPage?> ReadPageAsync(string bucket, ObjectRange range, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => SqliteObjects.BucketId(session, bucket) is { } id ? SqliteObjects.ReadPage(session, id, range) : null, cancellationToken);

    public Task<ObjectChange> PutAsync(
        string bucket, StoredObject stored, StorageCaps caps, Func<StoredObject?, bool> may, CancellationToken cancellationToken) =>
        ChangeAsync(
            bucket,
            stored.Key,
            may,
            (session, id, former) =>
            {
                var totals = SqliteObjects.Totals(session);
                var isOneTooMany = former is null && totals.Objects >= caps.Objects;
                if (isOneTooMany || totals.Bytes - (former?.Size ?? 0) + stored.Size > caps.Bytes)
                {
                    return new ObjectChange.OverCap(isOneTooMany);
                }

                SqliteObjects.Write(session, id, stored);
                return new ObjectChange.Done(former);
            },
            cancellationToken);

    public Task<ObjectChange> RemoveAsync(string bucket, string key, Func<StoredObject?, bool> may, CancellationToken cancellationToken) =>
        ChangeAsync(
            bucket,
            key,
            may,
            (session, id, former) =>
            {
                SqliteObjects.Remove(session, id, key);
                return new ObjectChange.Done(former);
            },
            cancellationToken);

    public Task<StoredTotals> ReadTotalsAsync(CancellationToken cancellationToken) => database.ReadAsync(SqliteObjects.Totals, cancellationToken);

    public Task<IReadOnlySet<string>> FindUsedAsync(IReadOnlyList<string> contentIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlySet<string>>(
            session => contentIds.Where(id => session.Number("SELECT 1 FROM object WHERE content = $id", ("$id", id)) is not null).ToHashSet(StringComparer.Ordinal),
            cancellationToken);

    public async Task<IReadOnlyList<string>> SweepStepAsync(CancellationToken cancellationToken)
    {
        // A look that troubles no writer.
        var hasWork = await database.ReadAsync(session => SqliteObjects.RemovedBucket(session) is not null, cancellationToken);
        return hasWork ? await database.WriteAsync(SqliteObjects.SweepStep, cancellationToken) : [];
    }

    private Task<ObjectChange> ChangeAsync(
        string bucket,
        string key,
        Func<StoredObject?, bool> may,
        Func<SqliteSession, long, StoredObject?, ObjectChange> change,
        CancellationToken cancellationToken) => database.WriteAsync(
            session =>
            {
                if (SqliteObjects.BucketId(session, bucket) is not { } id)
                {
                    return new ObjectChange.NoBucket();
                }

                var former = SqliteObjects.Find(session, id, key);
                return may(former) ? change(session, id, former) : new ObjectChange.NotAllowed();
            },
            cancellationToken);

    private static StoredBucket? Find(SqliteSession session, string bucket) =>
        session.Query(Buckets + "WHERE name = $bucket", ReadBucket, ("$bucket", bucket)).FirstOrDefault();

    private static StoredBucket ReadBucket(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        IsPublic = row.GetBoolean(1),
        Objects = row.GetInt64(2),
        Bytes = row.GetInt64(3),
        CreatedAt = row.GetMoment(4),
        UpdatedAt = row.GetMoment(5),
    };
}
