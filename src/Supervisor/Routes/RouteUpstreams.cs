using System.ComponentModel;

namespace MolnOS.Sandbox.Routes;

/// <summary>Other servers that a route leads to. Policies have the names that YARP gives them.</summary>
internal sealed record RouteUpstreams(
    [property: Description("By names of your choosing.")] IReadOnlyDictionary<string, RouteDestination> Destinations,
    [property: Description("PowerOfTwoChoices (as when omitted), RoundRobin, LeastRequests, Random or FirstAlphabetical.")] string? LoadBalancing = null,
    UpstreamHealth? HealthCheck = null,
    [property: Description("504 when an upstream is silent for so long; 100000 when omitted.")] int? TimeoutMs = null,
    [property: Description("As {\"PathRemovePrefix\": \"/api\"}, applied in their order; see the transforms of YARP.")] IReadOnlyList<IReadOnlyDictionary<string, string>>? Transforms = null);

/// <summary>One of the servers.</summary>
internal sealed record RouteDestination(
    [property: Description("As http://10.0.0.5:8080/ or https://internal.example.test/base.")] string Address,
    [property: Description("Where its health is asked for, when that is another address.")] string? Health = null);

/// <summary>How it is found out which of the servers are well; each way is off when omitted.</summary>
internal sealed record UpstreamHealth(ActiveHealth? Active = null, PassiveHealth? Passive = null);

/// <summary>Asking the servers now and then.</summary>
internal sealed record ActiveHealth(
    string? Path = null,
    [property: Description("15000 when omitted.")] int? IntervalMs = null,
    [property: Description("10000 when omitted.")] int? TimeoutMs = null,
    [property: Description("So many failures in a row make it unwell; 2 when omitted.")] int? Threshold = null);

/// <summary>Watching how requests end.</summary>
internal sealed record PassiveHealth(
    [property: Description("Such a part of the requests of a minute, of ten at least, may fail; 0.3 when omitted.")] double? FailureRate = null,
    [property: Description("It is tried again after so long; 60000 when omitted.")] int? ReactivationMs = null);
