using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>A store in which something happens right after somebody has looked.</summary>
internal sealed class RacingStore(IBucketStore inner, Func<Task> afterLook, int times) : IBucketStore
{
    public int Looks { get; private set; }

    public async Task<ObjectPlace?> LookAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        var place = await inner.LookAsync(bucket, key, cancellationToken);
        if (Looks++ < times)
        {
            await afterLook();
        }

        return place;
    }

    public Task<IReadOnlyList<StoredBucket>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<StoredBucket?> FindBucketAsync(string bucket, CancellationToken cancellationToken) => inner.FindBucketAsync(bucket, cancellationToken);

    public Task<BucketAddition> AddBucketAsync(string bucket, bool isPublic, int most, CancellationToken cancellationToken) =>
        inner.AddBucketAsync(bucket, isPublic, most, cancellationToken);

    public Task<StoredBucket?> ChangeBucketAsync(string bucket, bool isPublic, CancellationToken cancellationToken) => inner.ChangeBucketAsync(bucket, isPublic, cancellationToken);

    public Task<BucketRemoval> RemoveBucketAsync(string bucket, bool evenWithObjects, CancellationToken cancellationToken) =>
        inner.RemoveBucketAsync(bucket, evenWithObjects, cancellationToken);

    public Task<ObjectPage?> ReadPageAsync(string bucket, ObjectRange range, CancellationToken cancellationToken) => inner.ReadPageAsync(bucket, range, cancellationToken);

    public Task<ObjectChange> PutAsync(string bucket, StoredObject stored, StorageCaps caps, Func<StoredObject?, bool> may, CancellationToken cancellationToken) =>
        inner.PutAsync(bucket, stored, caps, may, cancellationToken);

    public Task<ObjectChange> RemoveAsync(string bucket, string key, Func<StoredObject?, bool> may, CancellationToken cancellationToken) =>
        inner.RemoveAsync(bucket, key, may, cancellationToken);

    public Task<StoredTotals> ReadTotalsAsync(CancellationToken cancellationToken) => inner.ReadTotalsAsync(cancellationToken);

    public Task<IReadOnlySet<string>> FindUsedAsync(IReadOnlyList<string> contentIds, CancellationToken cancellationToken) => inner.FindUsedAsync(contentIds, cancellationToken);

    public Task<IReadOnlyList<string>> SweepStepAsync(CancellationToken cancellationToken) => inner.SweepStepAsync(cancellationToken);
}
