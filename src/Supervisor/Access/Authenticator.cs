using Microsoft.Extensions.Primitives;

namespace MolnOS.Sandbox.Access;

/// <summary>Tells who sends a request by its <c>Authorization</c> header.</summary>
internal sealed class Authenticator(AccountDirectory accounts)
{
    private const string Scheme = "Bearer ";

    /// <summary>The caller, or null when there is no token or none of ours.</summary>
    public Caller? Authenticate(StringValues authorization)
    {
        // Two headers could be read differently by two readers: neither counts.
        if (authorization.Count != 1 || authorization[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return accounts.Find(header.AsSpan(Scheme.Length).Trim(' '));
    }
}
