using Microsoft.AspNetCore.Http.HttpResults;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary><c>/storage/buckets</c> and <c>/storage/buckets/{bucket}</c>.</summary>
internal static class BucketEndpoints
{
    private static readonly QueryParameter Force = new("force", "Removes the bucket's objects too.") { IsFlag = true };

    public static void MapBuckets(this IEndpointRouteBuilder storage)
    {
        storage.MapGet("/buckets", ListAsync)
            .RequirePermission(StoragePermissions.List)
            .MayRefuse(503)
            .WithSummary("Every bucket, by name.");
        storage.MapPost("/buckets/{bucket}", AddAsync)
            .RequirePermissionOn(StoragePermissions.Create, "bucket")
            .Accepts<BucketBody>(isOptional: true, "application/json")
            .MayRefuse(409, 413, 415, 503, 507)
            .WithSummary("Makes a bucket; private unless the body says otherwise.");
        storage.MapPatch("/buckets/{bucket}", ChangeAsync)
            .RequirePermissionOn(StoragePermissions.Update, "bucket")
            .Accepts<BucketBody>("application/json")
            .MayRefuse(404, 413, 415, 503, 507)
            .WithSummary("Makes a bucket public or private, from the next request on.");
        storage.MapGet("/buckets/{bucket}", GetAsync)
            .RequirePermissionOn(StoragePermissions.Read, "bucket")
            .MayRefuse(404, 503)
            .WithSummary("One bucket.");
        storage.MapDelete("/buckets/{bucket}", RemoveAsync)
            .RequirePermissionOn(StoragePermissions.Delete, "bucket")
            .TakesQuery(Force)
            .MayRefuse(404, 409, 503, 507)
            .WithSummary("Removes a bucket; one with objects only by force.");
    }

    private static async Task<BucketsAnswer> ListAsync(IBucketStore store, CancellationToken cancellationToken) =>
        new([.. (await store.ListAsync(cancellationToken)).Select(BucketView.Of)]);

    private static async Task<Created<BucketChangeAnswer>> AddAsync(string bucket, HttpContext context, IBucketStore store)
    {
        using var body = await context.ReadJsonAsync(StorageInput.MaxBodyBytes);
        var input = StorageInput.ReadBucket(body.Bytes);
        var name = StorageRefusals.Checked(bucket, StorageRules.FaultOfBucket);
        return await store.AddBucketAsync(name, input.Public ?? false, StorageRules.MostBuckets, context.RequestAborted) switch
        {
            BucketAddition.Added added => TypedResults.Created($"/storage/buckets/{name}", ChangeOf(added.Bucket, "was made and is")),
            BucketAddition.Taken => throw new RefusedException(StatusCodes.Status409Conflict, $"There is a bucket {name} already."),
            BucketAddition.TooMany => throw new RefusedException(
                StatusCodes.Status409Conflict, $"There are {StorageRules.MostBuckets} buckets, as many as there may be. Remove others first."),
        };
    }

    private static async Task<BucketChangeAnswer> ChangeAsync(string bucket, HttpContext context, IBucketStore store)
    {
        using var body = await context.ReadJsonAsync(StorageInput.MaxBodyBytes);
        var isPublic = StorageInput.ReadBucketChange(body.Bytes).Public!.Value;
        return ChangeOf(await store.ChangeBucketAsync(bucket, isPublic, context.RequestAborted) ?? throw StorageRefusals.NoBucket(), "is");
    }

    private static async Task<BucketView> GetAsync(string bucket, IBucketStore store, CancellationToken cancellationToken) =>
        BucketView.Of(await store.FindBucketAsync(bucket, cancellationToken) ?? throw StorageRefusals.NoBucket());

    private static async Task<BucketChangeAnswer> RemoveAsync(string bucket, HttpContext context, IBucketStore store) =>
        await store.RemoveBucketAsync(bucket, context.Request.Query.Flag(Force.Name), context.RequestAborted) switch
        {
            BucketRemoval.Removed removed => new BucketChangeAnswer(
                bucket, Public: null, removed.Objects == 0 ? $"The bucket {bucket} was removed." : $"The bucket {bucket} was removed with all it held ({removed.Objects})."),
            BucketRemoval.Missing => throw StorageRefusals.NoBucket(),
            BucketRemoval.NotEmpty kept => throw new RefusedException(
                StatusCodes.Status409Conflict, $"The bucket holds objects ({kept.Objects}). Remove them first, or remove it with all of them by ?force=true."),
        };

    private static BucketChangeAnswer ChangeOf(StoredBucket bucket, string what) => new(
        bucket.Name, bucket.IsPublic, $"The bucket {bucket.Name} {what} {(bucket.IsPublic ? "public: everybody may read its objects" : "private")}.");
}
