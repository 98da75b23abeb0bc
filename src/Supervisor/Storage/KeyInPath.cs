using System.Globalization;
using System.Text;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Storage;

/// <summary>
/// Reads a key off a request's target: all that follows <c>/storage/buckets/{bucket}/objects/</c>, percent-decoded once. A slash in it may come as <c>/</c> or as <c>%2F</c>. Pure.
/// </summary>
internal static class KeyInPath
{
    /// <summary>The slash before the key: <c>/storage/buckets/{bucket}/objects/…</c>.</summary>
    private const int SlashBefore = 4;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The key; null when what is there is not percent-encoded UTF-8.</summary>
    public static string? Read(string target)
    {
        var path = RequestTarget.PathOf(target);
        var slash = RequestTarget.SlashAt(path, SlashBefore);
        return slash < 0 ? null : Decode(path[(slash + 1)..]);
    }

    private static string? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '%' && char.IsAscii(text[index]))
            {
                bytes.Add((byte)text[index]);
                continue;
            }

            if (text[index] != '%' || index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
            {
                return null;
            }

            bytes.Add(byte.Parse(text.Slice(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            index += 2;
        }

        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
