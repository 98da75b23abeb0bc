using System.Buffers.Text;
using System.Text;

namespace MolnOS.Sandbox.Persistence;

/// <summary>A place in an order of keys, as callers carry it from one page to the next. Pure.</summary>
internal static class KeyCursor
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The cursor that leads behind a key.</summary>
    public static string Behind(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The key that a cursor leads behind; null when it is no cursor.</summary>
    public static string? KeyOf(string cursor)
    {
        try
        {
            return StrictUtf8.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
