using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Access;

/// <summary>Holds the caller of a management request to a permission.</summary>
internal static class AccessDemand
{
    /// <summary>Goes on when the caller holds the permission, on the resource where one is named.</summary>
    /// <param name="context">A request that <see cref="AccessCheck"/> has admitted.</param>
    /// <param name="permission">The permission, without a target.</param>
    /// <param name="target">The resource; null when the permission is about no single one.</param>
    /// <exception cref="RefusedException">The caller does not (403, naming the permission).</exception>
    public static void Demand(this HttpContext context, Permission permission, string? target = null)
    {
        context.Features.Get<AuditedRequest>()?.Needs(permission, target);
        if (!context.Caller().May(permission, target))
        {
            throw Refusal(permission, target);
        }
    }

    /// <summary>The refusal of a caller who lacks a permission; it names it, for the audit log too.</summary>
    public static RefusedException Refusal(Permission permission, string? target = null) =>
        new(StatusCodes.Status403Forbidden, MissingPermission(permission, target)) { Permission = permission.On(target) };

    /// <summary>The sentence for a caller who lacks a permission.</summary>
    public static string MissingPermission(Permission permission, string? target = null) =>
        $"This needs the permission {permission.On(target)}.";
}
