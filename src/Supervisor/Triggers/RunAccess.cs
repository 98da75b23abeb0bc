using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Tells who calls a function, and whether they may; who may not stands in the audit log.</summary>
internal sealed class RunAccess(Authenticator authenticator, AuditLog audit)
{
    private static readonly Refusal Unknown = new(StatusCodes.Status401Unauthorized, AccessCheck.UnknownCaller);

    /// <summary>The caller, null when they are not known; and why they may not, null when they may. A public function admits everybody, known or not.</summary>
    public async ValueTask<(Caller? Caller, Refusal? Refusal)> AdmitAsync(HttpContext context, DeployedFunction function, FunctionAddress address)
    {
        var caller = await authenticator.AuthenticateAsync(context.Request.Headers.Authorization, context.RequestAborted);
        var refusal = Check(function, caller);
        if (refusal is not null)
        {
            audit.Deny(context, new DeniedRequest(caller, refusal.Status, KnownPermissions.ExecuteFunctions, address.Pattern)
            {
                Target = function.Id,
                TargetName = function.Definition.Name,
            });
        }

        return (caller, refusal);
    }

    private static Refusal? Check(DeployedFunction function, Caller? caller)
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
