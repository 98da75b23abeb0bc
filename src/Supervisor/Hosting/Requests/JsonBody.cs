using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>Reads the JSON body of a management request.</summary>
internal static class JsonBody
{
    /// <summary>The whole body; the caller disposes it.</summary>
    /// <exception cref="RefusedException">It is not said to be JSON, or too large.</exception>
    public static async ValueTask<RequestBody> ReadJsonAsync(this HttpContext context, int limit)
    {
        // A request without a content type is taken at its word: the parser decides.
        if (context.Request.ContentType is { Length: > 0 } && !context.Request.HasJsonContentType())
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON: send it as 'Content-Type: application/json'.");
        }

        var body = RequestBody.CanBeIn(context) ? await RequestBody.ReadAsync(context, limit) : default;
        if (body.IsTooLarge)
        {
            body.Dispose();
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"The body is larger than the limit of {limit} bytes.");
        }

        return body;
    }
}
