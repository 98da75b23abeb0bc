using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MolnOS.Sandbox.Cli.Output;

/// <summary>JSON on one line for programs, and on several for people; texts stay as readable as they came.</summary>
internal static class JsonLine
{
    // As deep as the server accepts.
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 256 };

    /// <summary>The compact form of a JSON text; null when it is none.</summary>
    public static byte[]? TryCompact(ReadOnlyMemory<byte> utf8Json) => TryWrite(utf8Json, isIndented: false);

    /// <summary>The readable form of a JSON text; null when it is none.</summary>
    public static byte[]? TryIndent(ReadOnlyMemory<byte> utf8Json) => TryWrite(utf8Json, isIndented: true);

    private static byte[]? TryWrite(ReadOnlyMemory<byte> utf8Json, bool isIndented)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, _reading);
            return Write(document.RootElement, isIndented);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write(JsonElement value, bool isIndented)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = isIndented,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = _reading.MaxDepth,
        }))
        {
            value.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
