using System.Buffers;
using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary><c>GET</c> and <c>HEAD</c> of <c>/storage/buckets/{bucket}/objects/{key}</c>: an object as it is; without a token where its bucket is public.</summary>
internal static class ObjectReads
{
    private const string Pattern = "/storage/buckets/{bucket}/objects/{**key}";
    private const int SentAtOnce = 128 * 1024;

    public static void MapObjectReads(this IEndpointRouteBuilder routes)
    {
        // Any query may follow: pages write ?v=2 behind the address of a picture, so that it is fetched anew.
        Describe(routes.MapGet(Pattern, ReadAsync), "An object's bytes, or a range of them.");
        Describe(routes.MapMethods(Pattern, [HttpMethods.Head], ReadAsync), "What a GET would say of an object.");
    }

    private static void Describe(RouteHandlerBuilder route, string summary) => route
        .RequirePermissionOnUnless(StoragePermissions.Read, "bucket", IsPublicAsync)
        .WithTags("Storage")
        .Produces(StatusCodes.Status200OK, contentType: StorageRules.BytesType)
        .Produces(StatusCodes.Status206PartialContent, contentType: StorageRules.BytesType)
        .Produces(StatusCodes.Status304NotModified)
        .MayRefuse(400, 404, 412, 416, 503)
        .WithSummary(summary);

    private static async ValueTask<bool> IsPublicAsync(HttpContext context)
    {
        var store = context.RequestServices.GetRequiredService<IBucketStore>();
        return await store.FindBucketAsync((string)context.Request.RouteValues["bucket"]!, context.RequestAborted) is { IsPublic: true };
    }

    private static async Task ReadAsync(string bucket, [Description("Percent-encoded; slashes may stand as they are.")] string key, HttpContext context, ObjectShelf shelf)
    {
        // Routing gives it decoded halfway: that of a%2Fb and that of a%252Fb are the same.
        key = KeyInPath.Read(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ?? throw StorageRefusals.Bad("The key in the path must be percent-encoded UTF-8.");
        var tags = EntityTags.Of(context.Request.Headers);
        switch (await shelf.OpenAsync(bucket, key, context.RequestAborted))
        {
            case OpenOutcome.NoBucket:
                throw StorageRefusals.NoBucket();
            case OpenOutcome.NoObject:
                throw StorageRefusals.NoObject();
            case OpenOutcome.Opened opened:
                using (opened.Object)
                {
                    await AnswerAsync(context, opened.Object, tags);
                }

                break;
        }
    }

    private static Task AnswerAsync(HttpContext context, OpenObject opened, EntityTags tags)
    {
        var (stored, response) = (opened.Stored, context.Response);
        var isHead = HttpMethods.IsHead(context.Request.Method);
        var plan = ReadPlan.Of(stored, tags, context.Request.Headers, isHead);
        switch (plan)
        {
            case ReadPlan.Refused:
                throw StorageRefusals.Changed();
            case ReadPlan.Unsatisfiable:
                response.Headers.ContentRange = new ContentRangeHeaderValue(stored.Size).ToString();
                return ErrorAnswer.For(StatusCodes.Status416RangeNotSatisfiable, $"The object has no such range; it has {stored.Size} bytes.").WriteAsync(context);
            case ReadPlan.NotModified:
                response.StatusCode = StatusCodes.Status304NotModified;
                SetValidators(response, stored, context);
                return Task.CompletedTask;
        }

        var part = plan as ReadPlan.Part ?? new ReadPlan.Part(0, stored.Size);
        SetValidators(response, stored, context);
        response.ContentType = stored.Type;
        response.ContentLength = part.Length;
        response.Headers.AcceptRanges = "bytes";
        // What somebody stored shall not act as a page of this server: no script runs, and bytes are nothing else than they are called.
        response.Headers.ContentSecurityPolicy = "sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
        if (plan is ReadPlan.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = new ContentRangeHeaderValue(part.From, part.From + part.Length - 1, stored.Size).ToString();
        }

        return isHead ? Task.CompletedTask : SendAsync(context, opened, part);
    }

    private static void SetValidators(HttpResponse response, StoredObject stored, HttpContext context)
    {
        response.Headers.ETag = EntityTags.TagOf(stored).ToString();
        response.Headers.LastModified = HeaderUtilities.FormatDate(ReadPlan.ModifiedAt(stored));
        // It may be kept, but is asked for again before it is shown; what needed a token is for nobody else.
        response.Headers.CacheControl = context.Features.Get<Caller>() is null ? "no-cache" : "private, no-cache";
    }

    private static async Task SendAsync(HttpContext context, OpenObject opened, ReadPlan.Part part)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SentAtOnce);
        try
        {
            for (var sent = 0L; sent < part.Length;)
            {
                var room = buffer.AsMemory(0, (int)Math.Min(buffer.Length, part.Length - sent));
                var count = await opened.ReadAsync(room, part.From + sent, context.RequestAborted);
                await context.Response.Body.WriteAsync(room[..count], context.RequestAborted);
                sent += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
