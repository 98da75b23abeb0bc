using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>Makes JWTs by hand, so that a test can make every wrong one too.</summary>
public static class TestTokens
{
    /// <summary>Claims that are good for an hour.</summary>
    /// <param name="now">The present.</param>
    /// <param name="roles">Roles.</param>
    public static JsonObject Claims(DateTimeOffset now, params string[] roles) => new()
    {
        ["sub"] = "ada",
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
    };

    /// <summary>A token signed with a secret.</summary>
    public static string Hs256(string secret, JsonObject claims) => Hs256(Encoding.UTF8.GetBytes(secret), new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT" }, claims);

    /// <summary>A token signed with a secret, with a header of the test's choosing.</summary>
    public static string Hs256(byte[] secret, JsonObject header, JsonObject claims) => Sign(header, claims, text => HMACSHA256.HashData(secret, text));

    /// <summary>A token signed with an RSA key.</summary>
    public static string Rs256(RSA key, string? keyId, JsonObject claims, string algorithm = "RS256")
    {
        ArgumentNullException.ThrowIfNull(key);
        return Sign(Header(algorithm, keyId), claims, text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>A token signed with an elliptic-curve key.</summary>
    public static string Es256(ECDsa key, string? keyId, JsonObject claims, string algorithm = "ES256")
    {
        ArgumentNullException.ThrowIfNull(key);
        return Sign(Header(algorithm, keyId), claims, text => key.SignData(text, HashAlgorithmName.SHA256));
    }

    /// <summary>A token with any header and any signature.</summary>
    public static string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(sign);
        return Sign(header.ToJsonString(), claims.ToJsonString(), sign);
    }

    /// <summary>A token of any texts and any signature.</summary>
    public static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(sign);
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static JsonObject Header(string algorithm, string? keyId)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (keyId is not null)
        {
            header["kid"] = keyId;
        }

        return header;
    }
}
