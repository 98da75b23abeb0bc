using Microsoft.Extensions.Primitives;
using MolnOS.Sandbox.Access.Jwt;

namespace MolnOS.Sandbox.Access;

/// <summary>Tells who sends a request by its <c>Authorization</c> header.</summary>
/// <param name="accounts">Callers with a key.</param>
/// <param name="jwt">Callers with a JWT; null where none are admitted.</param>
internal sealed class Authenticator(AccountDirectory accounts, JwtCallers? jwt)
{
    private const string Scheme = "Bearer ";

    private readonly ProvenHeaders _proven = new();

    /// <summary>The caller, or null when there is no token or none of ours. Waits for nothing unless a JWT names a key that is not known yet.</summary>
    public ValueTask<Caller?> AuthenticateAsync(StringValues authorization, CancellationToken cancellationToken)
    {
        // Two headers could be read differently by two readers: neither counts.
        if (authorization.Count != 1 || authorization[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        var now = accounts.Current;
        if (_proven.Find(header, now) is { } proven)
        {
            return new ValueTask<Caller?>(proven);
        }

        var token = header.AsSpan(Scheme.Length).Trim(' ');
        var caller = now.Find(token);
        if (caller is not null)
        {
            _proven.Keep(header, now, caller);
        }

        return caller is not null || jwt is null || token.StartsWith(AccessKey.Prefix, StringComparison.Ordinal)
            ? new ValueTask<Caller?>(caller)
            : jwt.FindAsync(token, cancellationToken);
    }
}
