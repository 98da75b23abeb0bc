using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Writes the answer of an invoked function for the one that called it: <c>{statusCode, headers, body}</c>. Pure.</summary>
internal static class AnswerJson
{
    /// <summary>Deeper JSON stays text.</summary>
    private static readonly JsonReaderOptions s_readable = new() { MaxDepth = 250 };

    private static readonly JsonWriterOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An answer; its body is JSON, text or bytes by its content type, as a client over HTTP would read it.</summary>
    public static BindingResult Result(InvokeAnswer answer, ReadOnlyMemory<byte> body, InvocationId id)
    {
        List<KeyValuePair<string, string>> headers = [.. answer.Headers, new(AnswerHeaders.InvocationId, id.ToString())];
        var type = headers.Find(static header => string.Equals(header.Key, "content-type", StringComparison.OrdinalIgnoreCase)).Value;
        if (type is null && AnswerHeaders.DefaultType(answer.BodyType) is { } usual)
        {
            type = usual;
            headers.Add(new("content-type", usual));
        }

        var kind = answer.BodyType == AnswerBodyType.None || answer.Status is 204 or 205 or 304 ? (Kind?)null : KindOf(body.Span, type);
        return Write(answer.Status, headers, kind, body);
    }

    /// <summary>An error answer of the platform's, as over HTTP.</summary>
    public static BindingResult Refusal(int status, string message, InvocationId id, (string Name, string Value)? header)
    {
        List<KeyValuePair<string, string>> headers = [new("content-type", "application/json"), new(AnswerHeaders.InvocationId, id.ToString())];
        if (header is var (name, value))
        {
            headers.Add(new(name, value));
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(ErrorAnswer.For(status, message, id.ToString()), ErrorJson.Readable.ErrorAnswer);
        return Write(status, headers, Kind.Json, body);
    }

    private enum Kind
    {
        Json,
        Text,
        Bytes,
    }

    private static Kind KindOf(ReadOnlySpan<byte> body, string? type) => !Utf8.IsValid(body) ? Kind.Bytes : MediaType.KindOf(type) switch
    {
        MediaType.Kind.Json => IsJson(body) ? Kind.Json : Kind.Text,
        MediaType.Kind.Text or MediaType.Kind.Form => Kind.Text,
        MediaType.Kind.Bytes => Kind.Bytes,
    };

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, s_readable);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static BindingResult Write(int status, List<KeyValuePair<string, string>> headers, Kind? kind, ReadOnlyMemory<byte> body)
    {
        var text = new ArrayBufferWriter<byte>(body.Length + 512);
        using (var writer = new Utf8JsonWriter(text, s_relaxed))
        {
            writer.WriteStartObject();
            writer.WriteNumber("statusCode"u8, status);
            WriteHeaders(writer, headers);
            if (kind is Kind.Json)
            {
                writer.WritePropertyName("body"u8);
                writer.WriteRawValue(body.Span, skipInputValidation: true);
            }
            else if (kind is Kind.Text)
            {
                writer.WriteString("body"u8, body.Span);
            }

            writer.WriteEndObject();
        }

        return kind is Kind.Bytes ? new BindingResult.WithBytes(text.WrittenMemory, body) : new BindingResult.Value(text.WrittenMemory);
    }

    /// <summary>Lower-case names; a header of several lines is an array, as a function may return it.</summary>
    private static void WriteHeaders(Utf8JsonWriter writer, List<KeyValuePair<string, string>> headers)
    {
        writer.WriteStartObject("headers"u8);
        foreach (var lines in headers.GroupBy(static header => header.Key.ToLowerInvariant(), static header => header.Value, StringComparer.Ordinal))
        {
            writer.WritePropertyName(lines.Key);
            if (lines.Skip(1).Any())
            {
                writer.WriteStartArray();
                foreach (var line in lines)
                {
                    writer.WriteStringValue(line);
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStringValue(lines.First());
            }
        }

        writer.WriteEndObject();
    }
}
