using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Access;

/// <summary><c>/identity</c>: who a caller is, who else may call, and what each may do.</summary>
internal static class IdentityEndpoints
{
    /// <summary>Longest body of a request of this group; a role's permissions are the longest of it.</summary>
    public const int MaxBodyBytes = 512 * 1024;

    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/identity/whoami", WhoAmI).RequireCaller().WithTags("Identity").WithSummary("Who the token belongs to, and what it may do.");
        var identity = routes.MapGroup("/identity").WithTags("Identity").MayRefuse(400);
        identity.RefuseUnknownQuery();
        identity.MapServiceAccounts();
        identity.MapRoles();
    }

    private static WhoAmIAnswer WhoAmI(HttpContext context)
    {
        var (identity, permissions) = context.Caller();
        return new WhoAmIAnswer(identity.Id, identity.Name, identity.Type, identity.Roles, permissions.Names);
    }
}
