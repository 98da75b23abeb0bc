using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting.ApiDocument;

/// <summary>Metadata of a route that wants a token; the API document says so.</summary>
/// <param name="Permission">What the caller must hold; null when any token will do.</param>
/// <param name="IsOptional">Whether the resource may be open to everybody, who then needs none.</param>
internal sealed record NeedsToken(string? Permission, bool IsOptional = false);

/// <summary>Declares what the API document cannot see in a route's signature.</summary>
internal static class ApiFacts
{
    /// <summary>Statuses other than 2xx that a route may answer with.</summary>
    public static TBuilder MayRefuse<TBuilder>(this TBuilder route, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata([.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(ErrorAnswer), ["application/json"]))]);
}
