using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>What a <c>molnos.json</c> asks for.</summary>
internal sealed record Manifest
{
    /// <summary>The group that its functions belong to; null for none.</summary>
    public string? Context { get; init; }

    public IReadOnlyList<Wanted<FunctionWish>> Functions { get; init; } = [];

    public IReadOnlyList<Wanted<bool>> Tables { get; init; } = [];

    /// <summary>Buckets, with whether they are public.</summary>
    public IReadOnlyList<Wanted<bool>> Buckets { get; init; } = [];

    public IReadOnlyList<Wanted<SchemaWish>> Schemas { get; init; } = [];

    /// <summary>Routes, as the server shows them.</summary>
    public IReadOnlyList<Wanted<JsonObject>> Routes { get; init; } = [];

    public IReadOnlyList<Wanted<RoleWish>> Roles { get; init; } = [];

    public IReadOnlyList<Wanted<AccountWish>> Accounts { get; init; } = [];

    /// <summary>What it also names and this server does not have.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Something that shall be there.</summary>
/// <param name="Name">Its name, by which it is found on the server.</param>
/// <param name="Line">Where the manifest says so.</param>
/// <param name="Wish">What it shall be like.</param>
internal sealed record Wanted<T>(string Name, int Line, T Wish);

/// <summary>What a function shall be like.</summary>
internal sealed record FunctionWish
{
    /// <summary>The file or folder of its code, as the manifest names it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether its code is bundled; null for when that is needed.</summary>
    public bool? IsBundled { get; init; }

    public string? Id { get; init; }

    /// <summary>Upper-case methods; none accepts every one.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>In the form of the API.</summary>
    public required JsonArray Triggers { get; init; }

    /// <summary>In the long form of the API.</summary>
    public JsonArray Bindings { get; init; } = [];

    public bool AllowUnauthenticated { get; init; }

    public bool PassAllHeaders { get; init; }

    public IReadOnlyList<EnvWish> Env { get; init; } = [];

    /// <summary>Which pages may call it, in the form in which the API shows it; null for none.</summary>
    public JsonObject? Cors { get; init; }

    /// <summary>The limits that the manifest names.</summary>
    public JsonObject Limits { get; init; } = [];
}

/// <summary>A variable of a function's environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; for a secret where that is taken from.</param>
/// <param name="Kind">What <paramref name="Value"/> is.</param>
internal sealed record EnvWish(string Name, string Value, EnvKind Kind);

/// <summary>What the value of a variable is.</summary>
internal enum EnvKind
{
    Plain,

    /// <summary>A secret in this variable of whoever applies the manifest.</summary>
    SecretFromEnvironment,

    /// <summary>A secret in this file.</summary>
    SecretFromFile,
}

/// <summary>What a schema shall be like.</summary>
internal sealed record SchemaWish(string? Description, JsonNode Schema);

/// <summary>What a role shall be like.</summary>
internal sealed record RoleWish(string? Name, string? Description, IReadOnlyList<string> Permissions);

/// <summary>What a service account shall be like.</summary>
internal sealed record AccountWish(string? Description, IReadOnlyList<string> Roles);
