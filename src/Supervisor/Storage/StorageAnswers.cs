using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>A bucket as the API shows it.</summary>
internal sealed record BucketView(string Name, bool Public, long Objects, long Bytes, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static BucketView Of(StoredBucket bucket) => new(bucket.Name, bucket.IsPublic, bucket.Objects, bucket.Bytes, bucket.CreatedAt, bucket.UpdatedAt);
}

/// <summary>An object as a list shows it; <paramref name="Hash"/> is SHA-256 of its bytes, which is its entity tag too.</summary>
internal sealed record ObjectView(string Key, long Size, DateTimeOffset LastModified, string Type, string Hash)
{
    public static ObjectView Of(StoredObject stored) => new(stored.Key, stored.Size, stored.ModifiedAt, stored.Type, stored.Hash);
}

/// <summary>All buckets.</summary>
internal sealed record BucketsAnswer(IReadOnlyList<BucketView> Buckets);

/// <summary>A bucket was made, changed or removed; <paramref name="Public"/> is null when it is gone.</summary>
internal sealed record BucketChangeAnswer(string Name, bool? Public, string Message) : SuccessAnswer;

/// <summary>Some objects; <paramref name="Cursor"/> asks for those that follow, null at the end.</summary>
internal sealed record ObjectsAnswer(IReadOnlyList<ObjectView> Objects, string Prefix, string? Cursor);

/// <summary>An object was put.</summary>
internal sealed record PutAnswer(string Bucket, string Key, long Size, string Hash) : SuccessAnswer;

/// <summary>An object was removed.</summary>
internal sealed record RemovedAnswer(string Bucket, string Key) : SuccessAnswer;

/// <summary>The body that makes or changes a bucket, for the API document.</summary>
internal sealed record BucketBody([property: Description("Whether everybody may read its objects, without a token.")] bool? Public);

/// <summary>The body that puts an object as text, for the API document.</summary>
internal sealed record ObjectBody
{
    [Description("1 to 1024 characters.")]
    public required string Key { get; init; }

    [Description("The content, which is kept as UTF-8.")]
    public required string Content { get; init; }

    [Description("Its media type; guessed from the key when omitted.")]
    public string? ContentType { get; init; }
}

/// <summary>The body that removes an object, for the API document.</summary>
internal sealed record KeyBody(string Key);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(BucketView))]
[JsonSerializable(typeof(BucketChangeAnswer))]
[JsonSerializable(typeof(BucketsAnswer))]
[JsonSerializable(typeof(ObjectsAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ObjectView>))]
[JsonSerializable(typeof(PutAnswer))]
[JsonSerializable(typeof(RemovedAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(BucketBody))]
[JsonSerializable(typeof(ObjectBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(string))]
internal sealed partial class StorageJson : JsonSerializerContext;
