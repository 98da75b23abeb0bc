using System.ComponentModel;

namespace MolnOS.Sandbox.Routes;

/// <summary>A route of an administrator's own: what it matches, and where it leads.</summary>
/// <param name="Name">What it is known by.</param>
/// <param name="Match">Which requests it takes.</param>
/// <param name="Order">Of two that match a request, the lower goes first, then the more exact path.</param>
/// <param name="Function">Id or name of the function that it leads to; null when it leads to upstreams.</param>
/// <param name="Upstreams">The servers that it leads to; null when it leads to a function.</param>
internal sealed record RouteDefinition(string Name, RouteConditions Match, int Order = 0, string? Function = null, RouteUpstreams? Upstreams = null);

/// <summary>Which requests a route takes: those that fulfil all of it.</summary>
internal sealed record RouteConditions(
    [property: Description("As /orders/{**rest}; what the last part catches is the function's sub-path.")] string Path,
    [property: Description("Names such as api.example.test or *.example.test; none for every host.")] IReadOnlyList<string>? Hosts = null,
    [property: Description("None for every method; who takes GET takes HEAD.")] IReadOnlyList<string>? Methods = null,
    IReadOnlyList<HeaderCondition>? Headers = null);

/// <summary>What a header of the request must be.</summary>
internal sealed record HeaderCondition(
    string Name,
    [property: Description("exact (as when omitted), prefix, contains, notContains, exists or notExists.")] string Mode,
    [property: Description("One of them is enough; none for exists and notExists.")] IReadOnlyList<string>? Values = null);
