using System.Text.Json;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>What is on the server of the kinds and names that a manifest is about; everything by name.</summary>
internal sealed record LiveState
{
    /// <summary>Functions as <c>/config</c> shows them, with code and environment.</summary>
    public IReadOnlyDictionary<string, JsonElement> Functions { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Ids by name of all functions of the manifest's context, in the manifest or not.</summary>
    public IReadOnlyDictionary<string, string> OfContext { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlySet<string> Tables { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonElement> Buckets { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>The newest version of each schema.</summary>
    public IReadOnlyDictionary<string, JsonElement> Schemas { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonElement> Routes { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonElement> Roles { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonElement> Accounts { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}
