using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Whether a caller may call a function.</summary>
internal static class RunAccess
{
    private static readonly Refusal Unknown = new(StatusCodes.Status401Unauthorized, AccessCheck.UnknownCaller);

    /// <summary>Null when the caller may; a public function admits everybody, known or not.</summary>
    public static Refusal? Check(DeployedFunction function, Caller? caller)
    {
        if (function.Definition.AllowUnauthenticated)
        {
            return null;
        }

        if (caller is null)
        {
            return Unknown;
        }

        return caller.May(KnownPermissions.ExecuteFunctions, function.Id)
            ? null
            : new Refusal(
                StatusCodes.Status403Forbidden,
                AccessDemand.MissingPermission(KnownPermissions.ExecuteFunctions) + $" (or {KnownPermissions.ExecuteFunctions}:{function.Id})");
    }
}
