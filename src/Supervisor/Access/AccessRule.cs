using MolnOS.Sandbox.Hosting.ApiDocument;

namespace MolnOS.Sandbox.Access;

/// <summary>Who a route admits. A route without a rule admits nobody.</summary>
internal abstract record AccessRule
{
    private AccessRule()
    {
    }

    /// <summary>Everybody, with or without a token.</summary>
    public sealed record Open : AccessRule;

    /// <summary>Whoever has a token of ours.</summary>
    public sealed record AnyCaller : AccessRule;

    /// <summary>Whoever holds a permission.</summary>
    public sealed record Holder(Permission Permission) : AccessRule;
}

/// <summary>Declares the rule of a route.</summary>
internal static class AccessRules
{
    public static TBuilder AdmitEverybody<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.Open());

    public static TBuilder RequireCaller<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule.AnyCaller(), new NeedsToken(Permission: null)).MayRefuse(401);

    public static TBuilder RequirePermission<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule.Holder(permission), new NeedsToken(permission.ToString())).MayRefuse(401, 403);
}
