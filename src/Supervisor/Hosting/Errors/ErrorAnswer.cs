using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace MolnOS.Sandbox.Hosting.Errors;

/// <summary>The body of every answer of the platform that is not 2xx.</summary>
/// <param name="Error">The status in words.</param>
/// <param name="Message">What happened and what to do; never a stack, a path of the host or a token.</param>
/// <param name="Cause">The status as a number.</param>
/// <param name="InvocationId">The call it is about, where there is one.</param>
internal sealed record ErrorAnswer(string Error, string Message, ErrorCause Cause, string? InvocationId = null)
{
    public static ErrorAnswer For(int status, string message, string? invocationId = null) =>
        new(PhraseOf(status), message, new ErrorCause(status), invocationId);

    /// <summary>For a request whose body could not be read to its end.</summary>
    public static ErrorAnswer ForUnreadable(BadHttpRequestException unreadable, string? invocationId = null) => For(
        unreadable.StatusCode,
        unreadable.StatusCode == StatusCodes.Status408RequestTimeout ? "The body came too slowly." : "The request could not be read.",
        invocationId);

    /// <summary>The status in words; never empty.</summary>
    public static string PhraseOf(int status) =>
        ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : status.ToString(CultureInfo.InvariantCulture);

    /// <summary>Answers with this error, whose status it sets.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(this, ErrorJson.Readable.ErrorAnswer);
        context.Response.StatusCode = Cause.StatusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }
}

/// <summary>The machine's part of an <see cref="ErrorAnswer"/>.</summary>
internal sealed record ErrorCause(int StatusCode);

/// <summary>Generated JSON of <see cref="ErrorAnswer"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class ErrorJson : JsonSerializerContext
{
    /// <summary>Without escapes that only pages need.</summary>
    public static ErrorJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
