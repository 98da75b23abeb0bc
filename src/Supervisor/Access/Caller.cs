using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access;

/// <summary>Who makes a request, proven by a token.</summary>
/// <param name="Identity">Who, as functions may know it.</param>
/// <param name="Permissions">What they may do.</param>
internal sealed record Caller(CallerIdentity Identity, PermissionSet Permissions)
{
    public bool May(Permission wanted, string? target = null) => Permissions.Allows(wanted, target);
}

/// <summary>Finds the caller that <see cref="AccessCheck"/> admitted.</summary>
internal static class CallerFeature
{
    /// <summary>The caller; routes without a declared permission have none.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route admits callers without a token.");
}
