using System.Buffers;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// A response in the words of the wire: <c>{status, statusText, headers: [name, value, …], body?, end?: true}</c>, then its pieces as
/// <c>{body?, end?}</c>, bodies being bytes. Pure.
/// </summary>
internal static class FetchAnswer
{
    /// <summary>Whether a response can have a body.</summary>
    public static bool HasBody(string method, HttpResponseMessage response) =>
        !string.Equals(method, "HEAD", StringComparison.OrdinalIgnoreCase) && (int)response.StatusCode is not (204 or 205 or 304);

    /// <summary>A response with the first piece of its body.</summary>
    public static BindingResult Of(HttpResponseMessage response, bool isDecoded, ReadOnlyMemory<byte> piece, bool isEnd) => Result(piece, isEnd, writer =>
    {
        writer.WriteNumber("status"u8, (int)response.StatusCode);
        writer.WriteString("statusText"u8, Clean(response.ReasonPhrase ?? ""));
        writer.WriteStartArray("headers"u8);
        WriteHeaders(writer, response.Headers.NonValidated, isDecoded);
        WriteHeaders(writer, response.Content.Headers.NonValidated, isDecoded);
        writer.WriteEndArray();
    });

    /// <summary>A further piece of a body.</summary>
    public static BindingResult Of(ReadOnlyMemory<byte> piece, bool isEnd) => Result(piece, isEnd, static _ => { });

    private static BindingResult Result(ReadOnlyMemory<byte> piece, bool isEnd, Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            write(writer);
            if (isEnd)
            {
                writer.WriteBoolean("end"u8, value: true);
            }

            writer.WriteEndObject();
        }

        return piece.IsEmpty ? new BindingResult.Value(text.WrittenMemory) : new BindingResult.WithBytes(text.WrittenMemory, piece);
    }

    private static void WriteHeaders(Utf8JsonWriter writer, System.Net.Http.Headers.HttpHeadersNonValidated headers, bool isDecoded)
    {
        foreach (var (name, values) in headers)
        {
            if (!FetchHeaders.PassesIn(name, isDecoded))
            {
                continue;
            }

            foreach (var value in values)
            {
                writer.WriteStringValue(name);
                writer.WriteStringValue(Clean(value));
            }
        }
    }

    /// <summary>What no header may hold came from a server that is none of ours.</summary>
    private static string Clean(string text) =>
        FetchHeaders.IsValue(text) ? text : string.Concat(text.Where(letter => letter == '\t' || (letter >= ' ' && letter != '\x7f' && letter <= '\xff')));
}
