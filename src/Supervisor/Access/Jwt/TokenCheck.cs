using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>What a check of a token found.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>It is good until a moment.</summary>
    public sealed record Good(CallerIdentity Identity, DateTimeOffset Until) : TokenVerdict;

    /// <summary>It is not; the reason is for the log alone.</summary>
    public sealed record Bad(string Reason) : TokenVerdict;

    /// <summary>It names a key that is not known; the authority may have a newer one.</summary>
    public sealed record UnknownKey : TokenVerdict;
}

/// <summary>
/// Checks JWTs. The algorithm decides the kind of key, never the other way round: HS256 is checked with the secret alone, RS256 and ES256 with the
/// one published key that the token names, anything else not at all.
/// </summary>
internal sealed class TokenCheck(IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>Longest token.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>How far the clocks of issuers may be from ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
    private readonly SymmetricSecurityKey? _secret =
        options.Value.JwtSecret is { } secret ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)) : null;

    /// <summary>Checks a token against the secret or these keys.</summary>
    public async ValueTask<TokenVerdict> CheckAsync(string token, SigningKeys keys)
    {
        if (TokenHeader.Read(token) is not { } header)
        {
            return new TokenVerdict.Bad("unreadable header");
        }

        switch (header)
        {
            case { Algorithm: SecurityAlgorithms.HmacSha256 } when _secret is not null:
                return await CheckAsync(token, header.Algorithm, _secret, options.Value.Issuer);
            case { Algorithm: SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.EcdsaSha256, KeyId: { } id } when options.Value.Authority is not null:
                return keys.Find(id, header.Algorithm) is { } key
                    ? await CheckAsync(token, header.Algorithm, key, options.Value.Issuer ?? keys.Issuer ?? "")
                    : new TokenVerdict.UnknownKey();
            default:
                return new TokenVerdict.Bad("no such way of signing");
        }
    }

    private async ValueTask<TokenVerdict> CheckAsync(string token, string algorithm, SecurityKey key, string? issuer)
    {
        var until = DateTimeOffset.MinValue;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [algorithm],
            IssuerSigningKeyResolver = (_, _, _, _) => [key],
            ValidateIssuer = issuer is not null,
            ValidIssuer = issuer,
            ValidateAudience = options.Value.Audience is not null,
            ValidAudience = options.Value.Audience,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsInForce(notBefore, expires, out until),
        });
        if (!result.IsValid)
        {
            return new TokenVerdict.Bad(result.Exception?.GetType().Name ?? "invalid");
        }

        return TokenClaims.Read(((JsonWebToken)result.SecurityToken).EncodedPayload) is { } identity
            ? new TokenVerdict.Good(identity, until)
            : new TokenVerdict.Bad("no subject, or claims of another kind");
    }

    private bool IsInForce(DateTime? notBefore, DateTime? expires, out DateTimeOffset until)
    {
        var now = time.GetUtcNow();
        until = expires is { } end && end < DateTime.MaxValue - ClockSkew ? new DateTimeOffset(end, TimeSpan.Zero) + ClockSkew : DateTimeOffset.MinValue;
        return now < until && (notBefore is not { } begin || begin - ClockSkew <= now.UtcDateTime);
    }
}
