using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace MolnOS.Sandbox.WebConsole;

/// <summary>One file of the console, as it came from the build and as that compressed it.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Brotli">The same, compressed; null where that file is missing.</param>
/// <param name="Gzip">The same, compressed; null where that file is missing.</param>
internal sealed record ConsoleFile(string ContentType, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
{
    /// <summary>The page that every address of the console begins with.</summary>
    public const string Page = "index.html";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".md"] = "text/markdown; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(Plain)[..8]);

    /// <summary>Every file of a folder by its path in there; empty where there is no folder. What has a type unknown to us is left out.</summary>
    public static FrozenDictionary<string, ConsoleFile> ReadAll(string folder) => !Directory.Exists(folder)
        ? FrozenDictionary<string, ConsoleFile>.Empty
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => s_types.ContainsKey(Path.GetExtension(path)))
            .ToFrozenDictionary(path => Path.GetRelativePath(folder, path), Read, StringComparer.Ordinal);

    /// <summary>The smallest form that a reader takes, with its name in <c>Content-Encoding</c> and a tag of its own.</summary>
    /// <param name="acceptEncoding">The request's header.</param>
    public (byte[] Body, string? Encoding, EntityTagHeaderValue Tag) For(string? acceptEncoding)
    {
        var (body, encoding) = Takes(acceptEncoding, "br") && Brotli is not null ? (Brotli, "br")
            : Takes(acceptEncoding, "gzip") && Gzip is not null ? (Gzip, "gzip")
            : (Plain, (string?)null);
        return (body, encoding, new EntityTagHeaderValue($"\"{_hash}{encoding}\""));
    }

    private static bool Takes(string? header, string encoding) =>
        header is not null
        && StringWithQualityHeaderValue.TryParseList([header], out var taken)
        && taken.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);

    private static ConsoleFile Read(string path) =>
        new(s_types[Path.GetExtension(path)], File.ReadAllBytes(path), ReadIfThere($"{path}.br"), ReadIfThere($"{path}.gz"));

    private static byte[]? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
