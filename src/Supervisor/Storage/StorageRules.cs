using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace MolnOS.Sandbox.Storage;

/// <summary>What buckets, keys and media types may look like, and how much is given at once. Pure.</summary>
internal static class StorageRules
{
    public const int MostBuckets = 10_000;
    public const int MostBucketChars = 128;
    public const int MostKeyChars = 1024;
    public const int MostTypeChars = 255;
    public const long MostListedKeyBytes = 4 * 1024 * 1024;

    /// <summary>The type of bytes of which nothing is known.</summary>
    public const string BytesType = "application/octet-stream";

    /// <summary>The type of a text of which nothing is known.</summary>
    public const string TextType = "text/plain; charset=utf-8";

    /// <summary>What curl says of any body when it is not told: nothing.</summary>
    private const string FormType = "application/x-www-form-urlencoded";

    private static readonly SearchValues<char> BucketCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly FileExtensionContentTypeProvider KnownTypes = new();

    /// <summary>What is wrong with a bucket's name, as a sentence without its end; null when nothing is.</summary>
    public static string? FaultOfBucket(string bucket) =>
        bucket.Length is 0 or > MostBucketChars || !char.IsAsciiLetterOrDigit(bucket[0]) || bucket.AsSpan().ContainsAnyExcept(BucketCharacters)
            ? $"The name of a bucket must begin with a letter or digit and have at most {MostBucketChars} characters of A-Z, a-z, 0-9, ., _ and -"
            : null;

    /// <summary>What is wrong with a key, as a sentence without its end; null when nothing is.</summary>
    public static string? FaultOfKey(string key) =>
        key.Length is 0 or > MostKeyChars ? $"A key must have 1 to {MostKeyChars} characters"
        : key.Contains('\0', StringComparison.Ordinal) ? "A key must not hold a NUL"
        // No address can hold a segment of dots alone.
        : key is "." or ".." ? "A key must not be '.' or '..'"
        : null;

    /// <summary>What is wrong with a media type, as a sentence without its end; null when nothing is.</summary>
    public static string? FaultOfType(string type) =>
        type.Length is 0 or > MostTypeChars || !Ascii.IsValid(type) || type.Any(char.IsControl) || !MediaTypeHeaderValue.TryParse(type, out var parsed) || parsed.MatchesAllSubTypes
            ? $"The content type must be a media type such as text/html; charset=utf-8, of at most {MostTypeChars} characters"
            : null;

    /// <summary>The type of an object: what its sender said, else what its key ends in, else that of any bytes or text.</summary>
    /// <param name="told">What the sender said; null for nothing.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="isText">Whether its content came as a text, which is kept as UTF-8.</param>
    public static string TypeOf(string? told, string key, bool isText)
    {
        if (told is not null && !told.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return told;
        }

        if (!KnownTypes.TryGetContentType(key, out var known))
        {
            return isText ? TextType : BytesType;
        }

        return isText && known.StartsWith("text/", StringComparison.Ordinal) ? known + "; charset=utf-8" : known;
    }
}
