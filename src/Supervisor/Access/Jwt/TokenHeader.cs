using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>What the first part of a JWT says. It is not proven by anything; it only says which proof is to be asked for.</summary>
/// <param name="Algorithm">How it claims to be signed.</param>
/// <param name="KeyId">With which key; null when it names none.</param>
internal sealed record TokenHeader(string Algorithm, string? KeyId)
{
    private const int LongestPart = 2048;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Whether a token has the three parts of a signed JWT, without reading them.</summary>
    public static bool IsJwt(ReadOnlySpan<char> token) =>
        token.StartsWith("eyJ", StringComparison.Ordinal) && token.Count('.') == 2 && !token.ContainsAnyExcept(Letters);

    /// <summary>Reads the header; null when it is none, or demands what nobody here understands.</summary>
    public static TokenHeader? Read(ReadOnlySpan<char> token)
    {
        var part = token[..token.IndexOf('.')];
        if (part.Length > LongestPart || !Base64Url.IsValid(part))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            var header = document.RootElement;
            // "crit" lists extensions that must be understood; none is.
            return header.ValueKind == JsonValueKind.Object && !header.TryGetProperty("crit", out _) && TextOf(header, "alg") is { } algorithm
                ? new TokenHeader(algorithm, TextOf(header, "kid"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
