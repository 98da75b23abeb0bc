using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>
/// Callers who show a JWT. One that was found good is not checked again until it ends or the authority's keys change; what its roles allow is what
/// they allow now.
/// </summary>
internal sealed partial class JwtCallers(TokenCheck check, AuthorityKeys keys, AccountDirectory directory, TimeProvider time, ILogger<JwtCallers> logger)
{
    private const int MostKnown = 8192;

    private readonly TokenCache<Known> _known = new(MostKnown);

    /// <summary>The caller with this token, or null.</summary>
    public ValueTask<Caller?> FindAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken)
    {
        if (token.Length > TokenCheck.MaxLength || !TokenHeader.IsJwt(token))
        {
            return default;
        }

        var hash = TokenHash.Of(token);
        return _known.TryGet(hash, out var known) && ReferenceEquals(known.Keys, keys.Current) && time.GetUtcNow() < known.Until
            ? new ValueTask<Caller?>(CallerOf(hash, known))
            : CheckAsync(token.ToString(), hash, cancellationToken);
    }

    private async ValueTask<Caller?> CheckAsync(string token, TokenHash hash, CancellationToken cancellationToken)
    {
        var by = keys.Current;
        var verdict = await check.CheckAsync(token, by);
        if (verdict is TokenVerdict.UnknownKey)
        {
            by = await keys.RefreshAsync().WaitAsync(cancellationToken);
            verdict = await check.CheckAsync(token, by);
        }

        if (verdict is not TokenVerdict.Good good)
        {
            LogRefused(verdict is TokenVerdict.Bad bad ? bad.Reason : "unknown key");
            return null;
        }

        var now = directory.Current;
        var known = new Known(good.Identity, good.Until, by, now, now.CallerOf(good.Identity));
        _known.Put(hash, known);
        return known.Caller;
    }

    private Caller CallerOf(TokenHash hash, Known known)
    {
        var now = directory.Current;
        if (ReferenceEquals(known.Roles, now))
        {
            return known.Caller;
        }

        // A role has changed: the token is as good as before, but it may do something else.
        var current = known with { Roles = now, Caller = now.CallerOf(known.Identity) };
        _known.Put(hash, current);
        return current.Caller;
    }

    [LoggerMessage(212, LogLevel.Debug, "A JWT was refused: {Reason}.")]
    private partial void LogRefused(string reason);

    private sealed record Known(CallerIdentity Identity, DateTimeOffset Until, SigningKeys Keys, AccessSnapshot Roles, Caller Caller);
}
