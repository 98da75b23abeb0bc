using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>A query parameter that a route takes. Routes declare theirs once: for their callers' check and for the API document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, for people.</param>
internal sealed record QueryParameter(string Name, string Description)
{
    /// <summary>The range of a whole number; null when it is none.</summary>
    public (int Least, int Most)? Range { get; init; }

    /// <summary>All values it may have; empty when they are not a list.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether it is true or false.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether it is a moment in ISO 8601.</summary>
    public bool IsTime { get; init; }
}

/// <summary>The query parameters of a route, as its metadata.</summary>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> All);

/// <summary>Declares and holds callers to query parameters.</summary>
internal static class QueryParameterRules
{
    public static TBuilder TakesQuery<TBuilder>(this TBuilder route, params QueryParameter[] parameters)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new QueryParameters(parameters));

    /// <summary>Refuses, by name, query parameters that a route did not declare: a misspelt one would silently do nothing.</summary>
    public static void RefuseUnknownQuery(this RouteGroupBuilder group) => group.AddEndpointFilter(static (context, next) =>
    {
        var known = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.All ?? [];
        foreach (var (name, _) in context.HttpContext.Request.Query)
        {
            if (!known.Any(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                var takes = known.Count == 0 ? "none" : string.Join(", ", known.Select(parameter => parameter.Name));
                throw new RefusedException(StatusCodes.Status400BadRequest, $"The query parameter '{Shown(name)}' is not known here; this address takes {takes}.");
            }
        }

        return next(context);
    });

    private static string Shown(string name) => name.Length > 64 ? name[..64] + "..." : name;
}
