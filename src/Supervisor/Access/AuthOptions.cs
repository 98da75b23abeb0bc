using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Access;

/// <summary>Settings <c>Auth:*</c>: whose JWTs are admitted. Without a secret and an authority none are.</summary>
internal sealed class AuthOptions
{
    /// <summary>The secret that HS256 tokens are signed with.</summary>
    [StringLength(4096, MinimumLength = 32)]
    public string? JwtSecret { get; set; }

    /// <summary>The OpenID provider whose published keys RS256 and ES256 tokens are signed with.</summary>
    [StringLength(2048)]
    public string? Authority { get; set; }

    /// <summary>Who must have issued a token; the authority's own name where it is not set.</summary>
    [StringLength(2048)]
    public string? Issuer { get; set; }

    /// <summary>For whom a token must have been issued.</summary>
    [StringLength(2048)]
    public string? Audience { get; set; }

    /// <summary>The authority's keys are asked for again after a token with an unknown key, at most once in so long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks the members of <see cref="AuthOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class AuthOptionsValidator : IValidateOptions<AuthOptions>;

/// <summary>Checks what the members of <see cref="AuthOptions"/> say together.</summary>
internal sealed class AuthOptionsRules : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        if (options.Authority is not { } authority)
        {
            return ValidateOptionsResult.Success;
        }

        // Over plain HTTP anybody on the way could hand out keys of their own.
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || address is not ({ Scheme: "https" } or { Scheme: "http", IsLoopback: true })
            || address.Query.Length + address.Fragment.Length + address.UserInfo.Length > 0)
        {
            return ValidateOptionsResult.Fail("Auth:Authority must be an https:// address (http:// on this machine alone) without a query.");
        }

        // An authority issues tokens for many; without an audience each of those would be admitted here.
        return options.Audience is null
            ? ValidateOptionsResult.Fail("Auth:Audience must be set where Auth:Authority is: it tells tokens for this server from those for others.")
            : ValidateOptionsResult.Success;
    }
}
