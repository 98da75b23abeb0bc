using System.ComponentModel;
using System.Text.Json;

namespace MolnOS.Sandbox.Management;

/// <summary>The body of a deploy, for the API document; the parser in Functions is what reads it.</summary>
internal sealed record DeployBody : UpdateFields
{
    [Description("Unique: a letter or digit, then up to 127 letters, digits, '.', '_' or '-'.")]
    public required string Name { get; init; }

    [Description("JavaScript or TypeScript source in any of the accepted shapes.")]
    public required string Code { get; init; }

    [Description("Eight characters of A-Z, a-z, 0-9, '_' and '-'; chosen by the server when omitted.")]
    public string? Id { get; init; }
}

/// <summary>The body of an update, for the API document: at least one field.</summary>
internal sealed record UpdateBody : UpdateFields
{
    [Description("A new name.")]
    public string? Name { get; init; }

    [Description("New source.")]
    public string? Code { get; init; }
}

/// <summary>The body of a rollback, for the API document.</summary>
internal sealed record RollbackBody([property: Description("A kept version of the function.")] int Version);

/// <summary>What a deploy and an update have in common.</summary>
internal abstract record UpdateFields
{
    [Description("HTTP methods it accepts; an empty list accepts all.")]
    public IReadOnlyList<string>? Methods { get; init; }

    [Description("What calls it; omitted means HTTP.")]
    public IReadOnlyList<TriggerView>? Triggers { get; init; }

    [Description("Whether callers need no token.")]
    public bool? AllowUnauthenticated { get; init; }

    [Description("Whether it also sees authorization and x-molnos-* headers.")]
    public bool? PassAllHeaders { get; init; }

    [Description("Services it may use: {service, permissions:[{resource?, actions?, targets?}]}, or {service, resource, permissions:[action, ...]}.")]
    public IReadOnlyList<JsonElement>? Bindings { get; init; }

    [Description("Name of the group it belongs to.")]
    public string? Context { get; init; }

    [Description("Environment: each value is a string, or {\"secret\": \"...\"}, which is stored encrypted and never shown.")]
    public IReadOnlyDictionary<string, JsonElement>? Env { get; init; }

    [Description("Which pages of other origins may call it; null for none.")]
    public CorsBody? Cors { get; init; }

    [Description("What it may use.")]
    public LimitsBody? Limits { get; init; }
}

/// <summary>The limits a body may name, for the API document.</summary>
internal sealed record LimitsBody
{
    [Description("100 to 900000; 30000 when omitted.")]
    public int? TimeoutMs { get; init; }

    [Description("32 to 4096; 128 when omitted.")]
    public int? MemoryMb { get; init; }

    [Description("Processors' worth of time that one worker may use, 0.05 to 64; as much as is free when omitted.")]
    public double? Cpu { get; init; }

    [Description("Calls at once in one worker, 1 to 1000; 32 when omitted.")]
    public int? Concurrency { get; init; }

    [Description("1 to 64; one for each processor when omitted.")]
    public int? MaxWorkers { get; init; }

    [Description("0 to 16; 0 when omitted.")]
    public int? MinWorkers { get; init; }

    [Description("How often it may be called; as often as it can answer when omitted or null.")]
    public RateBody? Rate { get; init; }
}

/// <summary>The rate a body may name, for the API document.</summary>
internal sealed record RateBody
{
    [Description("Calls, 1 to 1000000.")]
    public required int Requests { get; init; }

    [Description("Seconds over which so many calls are granted again, 1 to 86400.")]
    public required int PerSeconds { get; init; }

    [Description("function counts all calls together, caller those of each caller; function when omitted.")]
    public string? Per { get; init; }
}

/// <summary>The CORS rules a body may name, for the API document.</summary>
internal sealed record CorsBody
{
    [Description("Origins such as https://app.example.com or https://*.example.com, or * alone.")]
    public required IReadOnlyList<string> Origins { get; init; }

    [Description("Methods a page may use; those of the function when omitted.")]
    public IReadOnlyList<string>? Methods { get; init; }

    [Description("Headers a page may send; every one when omitted.")]
    public IReadOnlyList<string>? Headers { get; init; }

    [Description("Headers of answers that a page may read beside the usual ones.")]
    public IReadOnlyList<string>? ExposeHeaders { get; init; }

    [Description("Whether browsers send cookies along; not with the origin *.")]
    public bool? Credentials { get; init; }

    [Description("How long browsers may remember a preflight, 0 to 86400.")]
    public int? MaxAgeSeconds { get; init; }
}
