using System.Runtime.InteropServices;
using System.Text.Json;

namespace MolnOS.Sandbox.Bindings;

/// <summary>A content among the arguments: bytes, which travel as <c>{"$bytes": base64}</c>, or a text.</summary>
/// <param name="Bytes">The bytes; of a text, its UTF-8.</param>
/// <param name="IsText">Whether it came as a text.</param>
internal readonly record struct BindingContent(byte[] Bytes, bool IsText)
{
    /// <summary>Reads one; false when the value is neither.</summary>
    public static bool TryRead(JsonElement value, out BindingContent content)
    {
        var bytes = value.ValueKind switch
        {
            JsonValueKind.String => Utf8Of(value),
            JsonValueKind.Object when value.GetPropertyCount() == 1
                && value.TryGetProperty("$bytes"u8, out var encoded)
                && encoded.ValueKind == JsonValueKind.String
                && encoded.TryGetBytesFromBase64(out var decoded) => decoded,
            _ => null,
        };
        content = new BindingContent(bytes ?? [], value.ValueKind == JsonValueKind.String);
        return bytes is not null;
    }

    /// <summary>The text's UTF-8, without the detour of a string twice its size; null when it holds half of a surrogate pair.</summary>
    private static byte[]? Utf8Of(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        var bytes = new byte[raw.Length];
        try
        {
            return bytes[..reader.CopyString(bytes)];
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
