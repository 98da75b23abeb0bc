using System.Text.Json;
using System.Text.Unicode;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Decides how a worker shall read a body, and checks that it can.</summary>
internal static class BodyReading
{
    /// <summary>A body lies two levels down in the line that carries it, and a line nests at most 256 levels.</summary>
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 254, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>The body as it goes to the worker; null when it claims to be JSON and is not.</summary>
    public static InvokeBody? Classify(ReadOnlyMemory<byte> bytes, ReadOnlySpan<char> contentType, out Refusal? refusal)
    {
        refusal = null;
        if (bytes.IsEmpty)
        {
            return InvokeBody.None;
        }

        switch (MediaType.KindOf(contentType))
        {
            case MediaType.Kind.Json:
                refusal = CheckJson(bytes.Span);
                return refusal is null ? new InvokeBody(InvokeBodyType.Json, bytes) : null;
            case MediaType.Kind.Form when Utf8.IsValid(bytes.Span):
                return new InvokeBody(InvokeBodyType.Form, bytes);
            case MediaType.Kind.Text when Utf8.IsValid(bytes.Span):
                return new InvokeBody(InvokeBodyType.Text, bytes);
            default:
                return new InvokeBody(InvokeBodyType.Bytes, bytes);
        }
    }

    private static Refusal? CheckJson(ReadOnlySpan<byte> bytes)
    {
        // The reader below does not look into strings.
        if (!Utf8.IsValid(bytes))
        {
            return new Refusal(StatusCodes.Status400BadRequest, "The body is not valid JSON: it is not UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, Strict);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return new Refusal(
                StatusCodes.Status400BadRequest,
                $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }
    }
}
