using System.Buffers.Text;
using System.Text.Json;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>Who a proven token speaks for.</summary>
internal static class TokenClaims
{
    /// <summary>What functions are told of callers with a JWT.</summary>
    public const string UserType = "user";

    private const int LongestId = 256;
    private const int MostRoles = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Reads <c>sub</c>, <c>name</c> and <c>roles</c> (a list, or one text that is one role) of the second part of a token; null when there is no <c>sub</c>
    /// or something is of another kind.
    /// </summary>
    public static CallerIdentity? Read(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(payload), Strict);
            var claims = document.RootElement;
            var roles = new List<string>();
            if (TextOf(claims, "sub") is not { } subject || !TryReadRoles(claims, roles))
            {
                return null;
            }

            return new CallerIdentity(subject, TextOf(claims, "name") ?? subject, UserType, roles);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // Not base64, not JSON, or half a surrogate pair.
            return null;
        }
    }

    private static bool TryReadRoles(JsonElement claims, List<string> roles)
    {
        if (!claims.TryGetProperty("roles", out var claim) || claim.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (claim.ValueKind == JsonValueKind.String)
        {
            roles.Add(claim.GetString()!);
            return true;
        }

        if (claim.ValueKind != JsonValueKind.Array || claim.GetArrayLength() > MostRoles || claim.EnumerateArray().Any(role => role.ValueKind != JsonValueKind.String))
        {
            return false;
        }

        roles.AddRange(claim.EnumerateArray().Select(role => role.GetString()!).Distinct(StringComparer.Ordinal));
        return true;
    }

    private static string? TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= LongestId } text
        && !text.Any(char.IsControl)
            ? text
            : null;
}
