using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>Holds uploads to the settings while they come: each to its own size, all together to the room there is.</summary>
internal sealed class UploadLimits(ContentFolder folder, IOptions<StorageOptions> options)
{
    private long _incoming;

    /// <summary>The settings.</summary>
    public StorageOptions Options => options.Value;

    /// <summary>What may be put at a place.</summary>
    public StorageCaps Caps => new(Options.MaxObjects, Options.MaxBytes ?? long.MaxValue);

    /// <summary>Begins the count of an upload; its disposal ends it.</summary>
    /// <param name="place">Where it is to be put.</param>
    public UploadBudget Begin(ObjectPlace place) => new(this, place);

    /// <summary>Counts bytes that came, of all uploads under way; the sum.</summary>
    public long Add(long bytes) => Interlocked.Add(ref _incoming, bytes);

    /// <summary>What is free on the disk beyond what uploads leave free.</summary>
    public long FreeBytes() => folder.FreeBytes() - Options.MinFreeBytes;
}

/// <summary>What one upload may still bring.</summary>
internal sealed class UploadBudget(UploadLimits limits, ObjectPlace place) : IDisposable
{
    /// <summary>The disk is looked at once for so many bytes.</summary>
    private const long LookEvery = 16 * 1024 * 1024;

    private long _spent;
    private long _looked = -LookEvery;

    /// <summary>What is wrong with an upload of a size that its sender announced; null when nothing is.</summary>
    public PutOutcome? Announce(long bytes) =>
        bytes > limits.Options.MaxObjectBytes ? new PutOutcome.TooLarge(limits.Options.MaxObjectBytes)
        : place.Found is null && place.Totals.Objects >= limits.Options.MaxObjects ? PutOutcome.Full.OfObjects(limits.Options)
        : Former + bytes > limits.Caps.Bytes ? PutOutcome.Full.OfBytes(limits.Options)
        : limits.FreeBytes() < bytes ? PutOutcome.Full.OfDisk()
        : null;

    /// <summary>Counts bytes that came; what is wrong with them, or null.</summary>
    public PutOutcome? Spend(int bytes)
    {
        _spent += bytes;
        var incoming = limits.Add(bytes);
        if (_spent > limits.Options.MaxObjectBytes)
        {
            return new PutOutcome.TooLarge(limits.Options.MaxObjectBytes);
        }

        // The bytes of the others that are coming count as if they were there, lest all of them together fill the disk beyond the setting.
        if (Former + incoming > limits.Caps.Bytes)
        {
            return PutOutcome.Full.OfBytes(limits.Options);
        }

        if (_spent - _looked < LookEvery)
        {
            return null;
        }

        _looked = _spent;
        return limits.FreeBytes() < bytes ? PutOutcome.Full.OfDisk() : null;
    }

    /// <inheritdoc/>
    public void Dispose() => limits.Add(-_spent);

    /// <summary>What all others hold.</summary>
    private long Former => place.Totals.Bytes - (place.Found?.Size ?? 0);
}
