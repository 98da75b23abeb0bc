using System.Security.Cryptography;

namespace MolnOS.Sandbox.Storage;

/// <summary>The id of a content, which is also the name of its file: 128 random bits in lower-case hexadecimal digits.</summary>
internal static class ContentId
{
    private const int Bytes = 16;

    /// <summary>An id that no content ever had.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether this can be one.</summary>
    public static bool Is(string text) => text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigitLower);
}
