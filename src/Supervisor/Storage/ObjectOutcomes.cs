using System.Globalization;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>An object that is to be put.</summary>
/// <param name="Bucket">The bucket, which must exist.</param>
/// <param name="Key">Its key.</param>
/// <param name="Type">Its media type.</param>
internal sealed record ObjectDraft(string Bucket, string Key, string Type)
{
    /// <summary>How many bytes its sender said it has; null when that is not known.</summary>
    public long? AnnouncedBytes { get; init; }

    /// <summary>Whether it may take the place of what it is given, null where nothing is.</summary>
    public Func<StoredObject?, bool> May { get; init; } = static _ => true;
}

/// <summary>Gives the next bytes of a content; none at its end.</summary>
internal delegate ValueTask<int> ReadContent(Memory<byte> buffer, CancellationToken cancellationToken);

/// <summary>How the putting of an object ended.</summary>
internal abstract record PutOutcome
{
    private PutOutcome()
    {
    }

    /// <summary>It is on disk.</summary>
    public sealed record Stored(StoredObject Object) : PutOutcome;

    /// <summary>There is no such bucket.</summary>
    public sealed record NoBucket : PutOutcome;

    /// <summary>What is there did not allow it.</summary>
    public sealed record NotAllowed : PutOutcome;

    /// <summary>It is larger than an object may be.</summary>
    public sealed record TooLarge(long MostBytes) : PutOutcome;

    /// <summary>There is no room for it.</summary>
    /// <param name="Why">A sentence.</param>
    public sealed record Full(string Why) : PutOutcome
    {
        public static Full OfBytes(StorageOptions options) =>
            new(string.Create(CultureInfo.InvariantCulture, $"All objects together may have {options.MaxBytes} bytes (Storage:MaxBytes); this one does not fit in. Remove others first."));

        public static Full OfObjects(StorageOptions options) =>
            new(string.Create(CultureInfo.InvariantCulture, $"There are {options.MaxObjects} objects, as many as there may be (Storage:MaxObjects). Remove others first."));

        public static Full OfDisk() => new("The server's disk has no room left for objects.");
    }
}

/// <summary>How the opening of an object ended.</summary>
internal abstract record OpenOutcome
{
    private OpenOutcome()
    {
    }

    /// <summary>It is open; the caller disposes it.</summary>
    public sealed record Opened(OpenObject Object) : OpenOutcome;

    /// <summary>There is no such bucket.</summary>
    public sealed record NoBucket : OpenOutcome;

    /// <summary>There is no such object in the bucket.</summary>
    public sealed record NoObject : OpenOutcome;
}
