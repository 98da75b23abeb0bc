using System.Collections.Frozen;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>The keys that an authority publishes, as far as tokens may be signed with them.</summary>
internal sealed class SigningKeys
{
    private const int LeastRsaBits = 2048;

    private readonly FrozenDictionary<(string Id, string Algorithm), SecurityKey> _keys;

    private SigningKeys(string? issuer, IEnumerable<KeyValuePair<(string Id, string Algorithm), SecurityKey>> keys)
    {
        Issuer = issuer;
        _keys = keys.ToFrozenDictionary();
    }

    /// <summary>No key: the authority has not answered yet.</summary>
    public static SigningKeys None { get; } = new(null, []);

    /// <summary>What the authority calls itself.</summary>
    public string? Issuer { get; }

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>Reads what an authority published. What is not for signing with RS256 or ES256 is left out, symmetric keys above all.</summary>
    public static SigningKeys Of(OpenIdConnectConfiguration published)
    {
        var keys = new Dictionary<(string, string), SecurityKey>();
        foreach (var key in published.JsonWebKeySet?.Keys ?? [])
        {
            if (AlgorithmOf(key) is { } algorithm && key.Kid is { Length: > 0 } id)
            {
                keys.TryAdd((id, algorithm), key);
            }
        }

        return new SigningKeys(published.Issuer, keys);
    }

    /// <summary>The key with this id for this algorithm, or null: a key serves the algorithm of its kind and no other.</summary>
    public SecurityKey? Find(string id, string algorithm) => _keys.GetValueOrDefault((id, algorithm));

    /// <summary>Whether the same keys of the same issuer are published.</summary>
    public bool IsSameAs(SigningKeys other) =>
        string.Equals(Issuer, other.Issuer, StringComparison.Ordinal)
        && Count == other.Count
        && _keys.All(key => other._keys.TryGetValue(key.Key, out var same) && HasSameValue((JsonWebKey)key.Value, (JsonWebKey)same));

    private static string? AlgorithmOf(JsonWebKey key)
    {
        if (key.Use is not (null or "" or "sig"))
        {
            return null;
        }

        var algorithm = key switch
        {
            { Kty: JsonWebAlgorithmsKeyTypes.RSA, N: not null, E: not null } when key.KeySize >= LeastRsaBits => SecurityAlgorithms.RsaSha256,
            { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256, X: not null, Y: not null } => SecurityAlgorithms.EcdsaSha256,
            _ => null,
        };
        return key.Alg is null or "" || string.Equals(key.Alg, algorithm, StringComparison.Ordinal) ? algorithm : null;
    }

    private static bool HasSameValue(JsonWebKey left, JsonWebKey right) =>
        (left.N, left.E, left.X, left.Y) == (right.N, right.E, right.X, right.Y);
}
