using System.Buffers;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>
/// Objects with their bytes. An object is put in numbered steps, and is visible after the last alone: whatever ends the server between them leaves a file
/// that no object has, which the next start removes. So an object is never half, and never a mixture of two.
/// </summary>
internal sealed partial class ObjectShelf(IBucketStore store, ContentFolder folder, UploadLimits limits, TimeProvider time, ILogger<ObjectShelf> logger) : IDisposable
{
    private const int CopiedAtOnce = 256 * 1024;

    private readonly DiskTurns _disk = new();

    /// <summary>Puts an object in the place of whatever is there; it is on disk when this ends.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public async Task<PutOutcome> PutAsync(ObjectDraft draft, ReadContent content, CancellationToken cancellationToken)
    {
        // 1. Can it be put there at all?
        if (await store.LookAsync(draft.Bucket, draft.Key, cancellationToken) is not { } place)
        {
            return new PutOutcome.NoBucket();
        }

        if (!draft.May(place.Found))
        {
            return new PutOutcome.NotAllowed();
        }

        using var budget = limits.Begin(place);
        if (budget.Announce(draft.AnnouncedBytes ?? 0) is { } refused)
        {
            return refused;
        }

        // 2. Its bytes are written aside.
        using var pending = folder.Begin();
        if (await CopyAsync(content, pending, budget, cancellationToken) is { } stopped)
        {
            return stopped;
        }

        // 3. They are brought to the disk, then to their place, and that to the disk too.
        await _disk.RunAsync(pending.Settle, cancellationToken);

        // 4. The object gets them, in one transaction.
        return await CommitAsync(draft, pending, cancellationToken);
    }

    /// <summary>Opens an object.</summary>
    /// <exception cref="StorageException">The disk fails, or the object's bytes are not what was stored.</exception>
    public async Task<OpenOutcome> OpenAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        for (string? missing = null; ;)
        {
            if (await store.LookAsync(bucket, key, cancellationToken) is not { } place)
            {
                return new OpenOutcome.NoBucket();
            }

            if (place.Found is not { } found)
            {
                return new OpenOutcome.NoObject();
            }

            if (folder.TryOpen(found.ContentId) is { } content)
            {
                return new OpenOutcome.Opened(new OpenObject(found, content));
            }

            // Written anew or removed since it was looked up; unless it is the very same again.
            missing = string.Equals(missing, found.ContentId, StringComparison.Ordinal) ? throw OpenObject.Damaged(found) : found.ContentId;
        }
    }

    /// <summary>Removes an object; who has opened it reads it to its end.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public async Task<ObjectChange> RemoveAsync(string bucket, string key, Func<StoredObject?, bool> may, CancellationToken cancellationToken)
    {
        var change = await store.RemoveAsync(bucket, key, may, cancellationToken);
        await RemoveFormerAsync(change);
        return change;
    }

    /// <inheritdoc/>
    public void Dispose() => _disk.Dispose();

    private static async Task<PutOutcome?> CopyAsync(ReadContent content, PendingContent pending, UploadBudget budget, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopiedAtOnce);
        try
        {
            while (await FillAsync(content, buffer, cancellationToken) is var count and > 0)
            {
                if (budget.Spend(count) is { } refused)
                {
                    return refused;
                }

                await pending.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Small pieces are gathered, so that the disk gets large ones; how many bytes came, fewer than there is room for at the end only.</summary>
    private static async ValueTask<int> FillAsync(ReadContent content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length && await content(buffer[filled..], cancellationToken) is var count and > 0)
        {
            filled += count;
        }

        return filled;
    }

    private async Task<PutOutcome> CommitAsync(ObjectDraft draft, PendingContent pending, CancellationToken cancellationToken)
    {
        var stored = new StoredObject
        {
            Key = draft.Key,
            ContentId = pending.Id,
            Size = pending.Size,
            Hash = pending.Hash,
            Type = draft.Type,
            ModifiedAt = time.GetUtcNow(),
        };
        ObjectChange change;
        try
        {
            change = await store.PutAsync(draft.Bucket, stored, limits.Caps, draft.May, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StorageException { Failure: StorageFailure.Full }))
        {
            // A disk that failed during the commit may have it all the same, as the next start will find.
            pending.Doubt();
            throw;
        }

        if (change is ObjectChange.Done)
        {
            pending.Keep();
        }

        await RemoveFormerAsync(change);
        return change switch
        {
            ObjectChange.Done => new PutOutcome.Stored(stored),
            ObjectChange.NoBucket => new PutOutcome.NoBucket(),
            ObjectChange.NotAllowed => new PutOutcome.NotAllowed(),
            ObjectChange.OverCap over => over.OfObjects ? PutOutcome.Full.OfObjects(limits.Options) : PutOutcome.Full.OfBytes(limits.Options),
        };
    }

    /// <summary>Frees the room of what was there before; readers that have it open keep it.</summary>
    private async Task RemoveFormerAsync(ObjectChange change)
    {
        if (change is not ObjectChange.Done { Former: { } former })
        {
            return;
        }

        try
        {
            await _disk.RunAsync(() => folder.Remove([former.ContentId]), CancellationToken.None);
        }
        catch (StorageException e)
        {
            LogStays(e);
        }
    }

    [LoggerMessage(660, LogLevel.Warning, "The content of a replaced or removed object stays on the disk; the next start removes it.")]
    private partial void LogStays(Exception reason);
}
