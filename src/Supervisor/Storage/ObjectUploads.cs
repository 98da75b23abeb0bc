using System.Text;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>
/// Takes an object out of a request, in the way that its sender chose: a raw body with <c>?key=</c>, a form with <c>key</c> and <c>file</c>, or JSON. The first
/// two go to the disk as they come.
/// </summary>
internal sealed class ObjectUploads(ObjectShelf shelf)
{
    /// <summary>The object, once it is on disk.</summary>
    /// <exception cref="RefusedException">It cannot be put; nothing has changed.</exception>
    public async Task<StoredObject> TakeAsync(string bucket, HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.ContentRange.Count > 0)
        {
            throw StorageRefusals.Bad("An object is put whole: a Content-Range means nothing here.");
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "Send the object's bytes as they are: what a Content-Encoding did to them would not be undone for its readers.");
        }

        var tags = EntityTags.Of(request.Headers);
        var key = request.Query.Text("key");
        var boundary = MultipartUpload.BoundaryOf(request);
        if (boundary is not null && key is not null)
        {
            throw StorageRefusals.Bad("Give the key once: as ?key= with the bytes as the body, or as a field of the form.");
        }

        Task<PutOutcome> PutAsync(string key, string? told, bool isText, long? announced, ReadContent content)
        {
            context.NameTarget($"{bucket}/{key}");
            return shelf.PutAsync(Draft(bucket, key, told, isText) with { AnnouncedBytes = announced, May = tags.Allow }, content, context.RequestAborted);
        }

        var outcome =
            key is not null ? await PutAsync(key, request.ContentType, isText: false, request.ContentLength, request.Body.ReadAsync)
            : boundary is not null ? await new MultipartUpload(boundary, request.Body).ReadAsync(
                (name, told, content) => PutAsync(name, told, isText: false, announced: null, content), context.RequestAborted)
            : request.HasJsonContentType() ? await TakeJsonAsync(context, PutAsync)
            : throw new RefusedException(
                StatusCodes.Status415UnsupportedMediaType,
                "Send {key, content} as 'Content-Type: application/json', a form with key and file as 'multipart/form-data', or any bytes with ?key= in the address.");
        return outcome.OrRefuse();
    }

    private static async Task<PutOutcome> TakeJsonAsync(HttpContext context, Func<string, string?, bool, long?, ReadContent, Task<PutOutcome>> put)
    {
        StorageInput input;
        using (var body = await context.ReadJsonAsync(StorageInput.MaxBodyBytes))
        {
            input = StorageInput.ReadObject(body.Bytes);
        }

        var content = new MemoryStream(Encoding.UTF8.GetBytes(input.Content!), writable: false);
        return await put(input.Key!, input.ContentType, true, content.Length, content.ReadAsync);
    }

    private static ObjectDraft Draft(string bucket, string key, string? told, bool isText)
    {
        StorageRefusals.Checked(key, StorageRules.FaultOfKey);
        return new ObjectDraft(bucket, key, StorageRefusals.Checked(StorageRules.TypeOf(told, key, isText), StorageRules.FaultOfType));
    }
}
