namespace MolnOS.Sandbox.Persistence;

/// <summary>
/// Keeps buckets and what is known of the objects in them, but for their bytes: those lie in files, which it knows by the id of their content alone.
/// Keys are ordered by Unicode code point.
/// </summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IBucketStore
{
    /// <summary>All buckets, by name.</summary>
    Task<IReadOnlyList<StoredBucket>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One bucket, or null.</summary>
    Task<StoredBucket?> FindBucketAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Makes an empty bucket.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="isPublic">Whether everybody may read its objects.</param>
    /// <param name="most">How many buckets there may be.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<BucketAddition> AddBucketAsync(string bucket, bool isPublic, int most, CancellationToken cancellationToken);

    /// <summary>Makes a bucket public or private; null when there is none.</summary>
    Task<StoredBucket?> ChangeBucketAsync(string bucket, bool isPublic, CancellationToken cancellationToken);

    /// <summary>Removes a bucket at once; its objects are gone with it, their room is freed by <see cref="SweepStepAsync"/>.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="evenWithObjects">Whether it may have objects.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<BucketRemoval> RemoveBucketAsync(string bucket, bool evenWithObjects, CancellationToken cancellationToken);

    /// <summary>What is at a place; null when there is no such bucket.</summary>
    Task<ObjectPlace?> LookAsync(string bucket, string key, CancellationToken cancellationToken);

    /// <summary>Objects of a bucket in order of their keys; null when there is no such bucket.</summary>
    Task<ObjectPage?> ReadPageAsync(string bucket, ObjectRange range, CancellationToken cancellationToken);

    /// <summary>Puts an object in the place of whatever is there.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="stored">The object.</param>
    /// <param name="caps">What all objects together may come to.</param>
    /// <param name="may">Whether it may take the place of what it is given, null where nothing is; asked within the transaction, maybe more than once.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<ObjectChange> PutAsync(string bucket, StoredObject stored, StorageCaps caps, Func<StoredObject?, bool> may, CancellationToken cancellationToken);

    /// <summary>Removes an object.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="may">Whether what is there may go; asked as for <see cref="PutAsync"/>.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    Task<ObjectChange> RemoveAsync(string bucket, string key, Func<StoredObject?, bool> may, CancellationToken cancellationToken);

    /// <summary>What all buckets hold together.</summary>
    Task<StoredTotals> ReadTotalsAsync(CancellationToken cancellationToken);

    /// <summary>Which of these contents belong to an object.</summary>
    Task<IReadOnlySet<string>> FindUsedAsync(IReadOnlyList<string> contentIds, CancellationToken cancellationToken);

    /// <summary>Forgets one step's worth of objects whose bucket is gone; the ids of their contents, none when nothing is left to do.</summary>
    Task<IReadOnlyList<string>> SweepStepAsync(CancellationToken cancellationToken);
}

/// <summary>A bucket.</summary>
internal sealed record StoredBucket
{
    public required string Name { get; init; }

    /// <summary>Whether everybody may read its objects.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>How many objects it has.</summary>
    public required long Objects { get; init; }

    /// <summary>What their contents take.</summary>
    public required long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An object, but for its bytes.</summary>
internal sealed record StoredObject
{
    public required string Key { get; init; }

    /// <summary>Which file has its bytes; no other object ever had the same.</summary>
    public required string ContentId { get; init; }

    public required long Size { get; init; }

    /// <summary>SHA-256 of its bytes in lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Its media type.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }
}

/// <summary>What is at a place, and how full the server is.</summary>
/// <param name="Found">The object that is there, or null.</param>
/// <param name="Totals">What all buckets hold together.</param>
internal sealed record ObjectPlace(StoredObject? Found, StoredTotals Totals);

/// <summary>What all buckets hold together; one that was removed counts until its room is freed.</summary>
internal sealed record StoredTotals(long Buckets, long Objects, long Bytes);

/// <summary>What all objects together may come to.</summary>
internal sealed record StorageCaps(long Objects, long Bytes);

/// <summary>Which objects to read.</summary>
/// <param name="Prefix">Keys that begin so; null for all.</param>
/// <param name="Behind">The last key of the page before this one; null for the first page.</param>
/// <param name="MostObjects">At most so many.</param>
/// <param name="MostKeyBytes">At most so many bytes of keys, but at least one object.</param>
internal sealed record ObjectRange(string? Prefix, string? Behind, int MostObjects, long MostKeyBytes);

/// <summary>A page of objects.</summary>
/// <param name="Objects">The objects in order.</param>
/// <param name="HasMore">Whether more follow.</param>
internal sealed record ObjectPage(IReadOnlyList<StoredObject> Objects, bool HasMore);

/// <summary>How the making of a bucket ended.</summary>
internal abstract record BucketAddition
{
    private BucketAddition()
    {
    }

    /// <summary>It was made.</summary>
    public sealed record Added(StoredBucket Bucket) : BucketAddition;

    /// <summary>The name is taken.</summary>
    public sealed record Taken : BucketAddition;

    /// <summary>There are as many as there may be.</summary>
    public sealed record TooMany : BucketAddition;
}

/// <summary>How the removal of a bucket ended.</summary>
internal abstract record BucketRemoval
{
    private BucketRemoval()
    {
    }

    /// <summary>It is gone, with so many objects.</summary>
    public sealed record Removed(long Objects) : BucketRemoval;

    /// <summary>There is none of that name.</summary>
    public sealed record Missing : BucketRemoval;

    /// <summary>It has objects, and nothing was done.</summary>
    public sealed record NotEmpty(long Objects) : BucketRemoval;
}

/// <summary>How the change of an object ended.</summary>
internal abstract record ObjectChange
{
    private ObjectChange()
    {
    }

    /// <summary>It was made.</summary>
    /// <param name="Former">What was there before, whose content nobody knows any more; null when nothing was.</param>
    public sealed record Done(StoredObject? Former) : ObjectChange;

    /// <summary>There is no such bucket.</summary>
    public sealed record NoBucket : ObjectChange;

    /// <summary>What is there did not allow it.</summary>
    public sealed record NotAllowed : ObjectChange;

    /// <summary>It would exceed a cap: the one of objects, or the one of bytes.</summary>
    public sealed record OverCap(bool OfObjects) : ObjectChange;
}
