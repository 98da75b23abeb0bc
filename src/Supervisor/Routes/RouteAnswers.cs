using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;

namespace MolnOS.Sandbox.Routes;

/// <summary>Every route, in order of names.</summary>
internal sealed record RoutesAnswer(int Count, IReadOnlyList<RouteView> Routes) : SuccessAnswer;

/// <summary>One route.</summary>
internal sealed record RouteAnswer(RouteView Route) : SuccessAnswer;

/// <summary>A route as the API shows it.</summary>
internal sealed record RouteView(
    string Name, RouteConditions Match, int Order, string? Function, RouteUpstreams? Upstreams, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static RouteView Of(ServedRoute route) => new(
        route.Definition.Name, route.Definition.Match, route.Definition.Order, route.Definition.Function, route.Definition.Upstreams, route.CreatedAt, route.UpdatedAt);
}

/// <summary>The body of a put, for the API document.</summary>
internal sealed record RouteBody(RouteConditions Match, int? Order = null, string? Function = null, RouteUpstreams? Upstreams = null);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(RoutesAnswer))]
[JsonSerializable(typeof(RouteAnswer))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(RouteBody))]
[JsonSerializable(typeof(RouteDefinition))]
internal sealed partial class RoutesJson : JsonSerializerContext;
