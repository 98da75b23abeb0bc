using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary><c>/storage/buckets/{bucket}/objects</c>: lists, takes and removes objects. What reads one is in <see cref="ObjectReads"/>.</summary>
internal static class ObjectEndpoints
{
    private const string Pattern = "/buckets/{bucket}/objects";

    private static readonly QueryParameter Prefix = new("prefix", "Only objects whose keys begin so.");
    private static readonly QueryParameter Limit = new("limit", "How many at most; as many as the setting Storage:MaxListedObjects says when omitted.") { Range = (1, 10_000) };
    private static readonly QueryParameter Cursor = new("cursor", "The cursor of the page before, for the next page.");
    private static readonly QueryParameter Key = new("key", "The object's key; the body is then its content, as it is.");

    public static void MapObjects(this IEndpointRouteBuilder storage)
    {
        storage.MapGet(Pattern, ListAsync)
            .RequirePermissionOn(StoragePermissions.Read, "bucket")
            .TakesQuery(Prefix, Limit, Cursor)
            .MayRefuse(404, 503)
            .WithSummary("Objects of a bucket, in order of their keys.");
        storage.MapPut(Pattern, PutAsync)
            .RequirePermissionOn(StoragePermissions.Write, "bucket")
            .TakesQuery(Key)
            .Accepts<ObjectBody>("application/json", "multipart/form-data", "*/*")
            .MayRefuse(404, 412, 413, 415, 503, 507)
            .WithSummary("Puts an object: JSON, a raw body with ?key=, or a form with key and file.");
        storage.MapDelete(Pattern, RemoveAsync)
            .RequirePermissionOn(StoragePermissions.Write, "bucket")
            .Accepts<KeyBody>("application/json")
            .MayRefuse(404, 412, 413, 415, 503, 507)
            .WithSummary("Removes an object.");
    }

    private static async Task<ObjectsAnswer> ListAsync(string bucket, HttpContext context, IBucketStore store, IOptions<StorageOptions> options)
    {
        var query = context.Request.Query;
        var prefix = query.Text(Prefix.Name) ?? "";
        var most = options.Value.MaxListedObjects;
        var limit = query.Number(Limit.Name, Limit.Range!.Value.Least, Limit.Range.Value.Most) ?? most;
        var cursor = query.Text(Cursor.Name);
        var behind = cursor is null ? null : KeyCursor.KeyOf(cursor) ?? throw StorageRefusals.Bad("The query parameter 'cursor' must be one that an earlier page gave.");
        var range = new ObjectRange(prefix, behind, Math.Min(limit, most), StorageRules.MostListedKeyBytes);
        var page = await store.ReadPageAsync(bucket, range, context.RequestAborted) ?? throw StorageRefusals.NoBucket();
        return new ObjectsAnswer([.. page.Objects.Select(ObjectView.Of)], prefix, page.HasMore ? KeyCursor.Behind(page.Objects[^1].Key) : null);
    }

    private static async Task<PutAnswer> PutAsync(string bucket, HttpContext context, ObjectUploads uploads)
    {
        var stored = await uploads.TakeAsync(bucket, context);
        return new PutAnswer(bucket, stored.Key, stored.Size, stored.Hash);
    }

    private static async Task<RemovedAnswer> RemoveAsync(string bucket, HttpContext context, ObjectShelf shelf)
    {
        using var body = await context.ReadJsonAsync(StorageInput.MaxBodyBytes);
        var key = StorageInput.ReadKey(body.Bytes).Key!;
        context.NameTarget($"{bucket}/{key}");
        var tags = EntityTags.Of(context.Request.Headers);
        return await shelf.RemoveAsync(bucket, key, tags.Allow, context.RequestAborted) switch
        {
            ObjectChange.Done { Former: not null } => new RemovedAnswer(bucket, key),
            ObjectChange.Done => throw StorageRefusals.NoObject(),
            ObjectChange.NoBucket => throw StorageRefusals.NoBucket(),
            ObjectChange.NotAllowed => throw StorageRefusals.Changed(),
            ObjectChange.OverCap => throw new InvalidOperationException("A removal is over a cap."),
        };
    }
}
