namespace MolnOS.Sandbox.Functions;

/// <summary>A service that a function can be bound to.</summary>
/// <param name="ResourceType">What its resources are called.</param>
/// <param name="Actions">What can be done there.</param>
internal sealed record BindableService(string ResourceType, IReadOnlyList<string> Actions)
{
    /// <summary>What is wrong with the text of a target, to go on from its name; null when it is right.</summary>
    public Func<string, string?> FaultOfTarget { get; init; } = static _ => null;
}

/// <summary>The one table of what can be bound.</summary>
internal static class BindableServices
{
    public static readonly IReadOnlyDictionary<string, BindableService> All = new Dictionary<string, BindableService>(StringComparer.Ordinal)
    {
        ["databases"] = new("table", ["read", "write", "create", "delete"]),
        ["events"] = new("event", ["emit"]),
        ["storage"] = new("bucket", ["read", "write"]),
        ["schemas"] = new("schema", ["read"]),
        ["observability"] = new("log", ["write"]),
        ["functions"] = new("function", ["execute"]),
        ["http"] = new("host", ["fetch"]) { FaultOfTarget = HostTarget.FaultOf },
    };
}
