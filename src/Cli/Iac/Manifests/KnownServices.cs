namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>A service that a function can be bound to.</summary>
/// <param name="Resource">What its resources are called.</param>
/// <param name="Actions">What can be done there.</param>
internal sealed record KnownService(string Resource, IReadOnlyList<string> Actions);

/// <summary>The services of this version's server; a test holds this table, the server's own and the JSON Schema together.</summary>
internal static class KnownServices
{
    public static readonly IReadOnlyDictionary<string, KnownService> All = new Dictionary<string, KnownService>(StringComparer.Ordinal)
    {
        ["databases"] = new("table", ["read", "write", "create", "delete"]),
        ["events"] = new("event", ["emit"]),
        ["storage"] = new("bucket", ["read", "write"]),
        ["schemas"] = new("schema", ["read"]),
        ["observability"] = new("log", ["write"]),
        ["functions"] = new("function", ["execute"]),
        ["http"] = new("host", ["fetch"]),
    };
}
