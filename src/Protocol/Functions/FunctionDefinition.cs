namespace MolnOS.Sandbox.Protocol.Functions;

/// <summary>What a function is, apart from its code and environment: the shape of <c>molnos.json</c> and of the functions API.</summary>
public sealed record FunctionDefinition
{
    /// <summary>Unique name, <c>[A-Za-z0-9][A-Za-z0-9._-]{0,127}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Upper-case HTTP methods it accepts; null accepts every method.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>What calls it; never empty, since an omitted list means HTTP.</summary>
    public IReadOnlyList<FunctionTrigger> Triggers { get; init; } = [new FunctionTrigger.Http()];

    /// <summary>Whether callers need no token.</summary>
    public bool AllowUnauthenticated { get; init; }

    /// <summary>Whether the function also sees <c>authorization</c> and <c>x-molnos-*</c>.</summary>
    public bool PassAllHeaders { get; init; }

    /// <summary>The services it may reach, or null for none.</summary>
    public IReadOnlyList<FunctionBinding>? Bindings { get; init; }

    /// <summary>Name of the group it belongs to, for people only.</summary>
    public string? Context { get; init; }

    /// <summary>Which pages of other origins may call it from a browser; null leaves all that to the function.</summary>
    public FunctionCors? Cors { get; init; }

    /// <summary>Time, memory and concurrency it may use.</summary>
    public FunctionLimits Limits { get; init; } = new();
}
