using System.Text;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The objects of <c>storage.db</c>, on a connection that a caller has.</summary>
internal static class SqliteObjects
{
    /// <summary>Objects forgotten at once by a sweep, so that no write waits long.</summary>
    public const int MostSwept = 200;

    private const string Objects = "SELECT key, content, size, hash, type, modified_at FROM object WHERE bucket_id = $id ";

    /// <summary>The id of a bucket; null when there is none.</summary>
    public static long? BucketId(SqliteSession session, string bucket) => session.Number("SELECT id FROM bucket WHERE name = $bucket", ("$bucket", bucket));

    /// <summary>What all buckets hold.</summary>
    public static StoredTotals Totals(SqliteSession session) => session.Query(
        "SELECT buckets, objects, bytes FROM total", row => new StoredTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))[0];

    /// <summary>One object, or null.</summary>
    public static StoredObject? Find(SqliteSession session, long bucketId, string key) =>
        session.Query(Objects + "AND key = $key", Read, ("$id", bucketId), ("$key", Bytes(key))).FirstOrDefault();

    /// <summary>Objects in order of their keys.</summary>
    public static ObjectPage ReadPage(SqliteSession session, long bucketId, ObjectRange range)
    {
        var span = KeySpan.Of(new ItemRange { Prefix = range.Prefix, Behind = range.Behind, MostItems = range.MostObjects, MostBytes = range.MostKeyBytes });
        var (count, bytes, hasMore) = (0, 0L, false);
        var objects = session.QueryUntilNull(
            Objects + "AND key >= $low AND key < $high ORDER BY key",
            row =>
            {
                bytes += row.GetFieldValue<byte[]>(0).Length;
                hasMore = count == range.MostObjects || (count > 0 && bytes > range.MostKeyBytes);
                count++;
                return hasMore ? null : Read(row);
            },
            ("$id", bucketId), ("$low", span.Low), ("$high", span.High));
        return new ObjectPage(objects, hasMore);
    }

    /// <summary>Puts an object in the place of whatever is there.</summary>
    public static void Write(SqliteSession session, long bucketId, StoredObject stored) => session.Execute(
        "INSERT INTO object (bucket_id, key, content, size, hash, type, modified_at) VALUES ($id, $key, $content, $size, $hash, $type, $modified) "
        + "ON CONFLICT (bucket_id, key) DO UPDATE SET content = excluded.content, size = excluded.size, hash = excluded.hash, "
        + "type = excluded.type, modified_at = excluded.modified_at",
        ("$id", bucketId), ("$key", Bytes(stored.Key)), ("$content", stored.ContentId), ("$size", stored.Size),
        ("$hash", stored.Hash), ("$type", stored.Type), ("$modified", stored.ModifiedAt.UtcTicks));

    /// <summary>Removes an object, if it is there.</summary>
    public static void Remove(SqliteSession session, long bucketId, string key) =>
        session.Execute("DELETE FROM object WHERE bucket_id = $id AND key = $key", ("$id", bucketId), ("$key", Bytes(key)));

    /// <summary>A bucket that was removed and still has traces; null when there is none.</summary>
    public static long? RemovedBucket(SqliteSession session) => session.Number("SELECT id FROM bucket INDEXED BY removed_bucket WHERE name IS NULL LIMIT 1");

    /// <summary>Forgets some objects of a removed bucket, and in the end the bucket; the ids of their contents.</summary>
    public static IReadOnlyList<string> SweepStep(SqliteSession session)
    {
        var contents = new List<string>();
        while (contents.Count < MostSwept && RemovedBucket(session) is { } id)
        {
            var swept = session.Query(
                "DELETE FROM object WHERE bucket_id = $id AND key IN (SELECT key FROM object WHERE bucket_id = $id LIMIT $most) RETURNING content",
                row => row.GetString(0),
                ("$id", id), ("$most", MostSwept - contents.Count));
            contents.AddRange(swept);
            if (contents.Count < MostSwept)
            {
                session.Execute("DELETE FROM bucket WHERE id = $id", ("$id", id));
            }
        }

        return contents;
    }

    private static StoredObject Read(SqliteDataReader row) => new()
    {
        Key = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)),
        ContentId = row.GetString(1),
        Size = row.GetInt64(2),
        Hash = row.GetString(3),
        Type = row.GetString(4),
        ModifiedAt = row.GetMoment(5),
    };

    private static byte[] Bytes(string key) => Encoding.UTF8.GetBytes(key);
}
