using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Access;

/// <summary><c>/identity</c>: who a caller is.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/identity/whoami", WhoAmI).RequireCaller().WithTags("Identity").WithSummary("Who the token belongs to, and what it may do.");

    private static WhoAmIAnswer WhoAmI(HttpContext context)
    {
        var (identity, permissions) = context.Caller();
        return new WhoAmIAnswer(identity.Id, identity.Name, identity.Type, identity.Roles, permissions.Names);
    }
}

/// <summary>The answer of <c>/identity/whoami</c>.</summary>
internal sealed record WhoAmIAnswer(string Id, string Name, string Type, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WhoAmIAnswer))]
internal sealed partial class AccessJson : JsonSerializerContext;
