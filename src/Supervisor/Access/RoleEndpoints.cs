using Microsoft.AspNetCore.Http.HttpResults;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Access;

/// <summary><c>/identity/roles</c>.</summary>
internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder identity)
    {
        identity.MapGet("/roles", List).RequirePermission(KnownPermissions.ReadIdentities).WithSummary("Every role, the built-in ones first.");
        identity.MapPost("/roles", AddAsync)
            .RequirePermission(KnownPermissions.CreateIdentities)
            .Accepts<RoleBody>("application/json")
            .MayRefuse(409, 413, 415, 503, 507)
            .WithSummary("Makes a role, of permissions that the caller holds.");
        identity.MapGet("/roles/{id}", Get).RequirePermission(KnownPermissions.ReadIdentities).MayRefuse(404).WithSummary("One role.");
        identity.MapPatch("/roles/{id}", ChangeAsync)
            .RequirePermission(KnownPermissions.UpdateIdentities)
            .Accepts<RoleChangeBody>("application/json")
            .MayRefuse(404, 409, 413, 415, 503, 507)
            .WithSummary("Changes a role, for all who hold it and at once; what the body does not name stays.");
        identity.MapDelete("/roles/{id}", RemoveAsync)
            .RequirePermission(KnownPermissions.DeleteIdentities)
            .MayRefuse(404, 409, 503, 507)
            .WithSummary("Removes a role that no service account holds.");
    }

    private static RolesAnswer List(AccountDirectory directory)
    {
        var roles = directory.Current.Roles.All;
        return new RolesAnswer(roles.Count, [.. roles.Select(RoleView.Of)]);
    }

    private static RoleAnswer Get(string id, AccountDirectory directory) =>
        new(RoleView.Of(directory.Current.Roles.Find(id) ?? throw IdentityRules.NoRole()));

    private static async Task<Created<RoleAnswer>> AddAsync(HttpContext context, IdentityRegistry registry)
    {
        using var body = await context.ReadJsonAsync(IdentityEndpoints.MaxBodyBytes);
        var input = IdentityInput.ReadRole(body.Bytes);
        context.NameTarget(input.RoleId, input.Name);
        var role = await registry.AddRoleAsync(input, context.Caller(), context.RequestAborted);
        return TypedResults.Created($"/identity/roles/{role.Id}", new RoleAnswer(RoleView.Of(role)));
    }

    private static async Task<RoleAnswer> ChangeAsync(string id, HttpContext context, IdentityRegistry registry)
    {
        using var body = await context.ReadJsonAsync(IdentityEndpoints.MaxBodyBytes);
        return new RoleAnswer(RoleView.Of(await registry.ChangeRoleAsync(id, IdentityInput.ReadRoleChange(body.Bytes), context.Caller(), context.RequestAborted)));
    }

    private static async Task<DoneAnswer> RemoveAsync(string id, IdentityRegistry registry, CancellationToken cancellationToken)
    {
        await registry.RemoveRoleAsync(id, cancellationToken);
        return new DoneAnswer($"The role {id} was removed.");
    }
}
