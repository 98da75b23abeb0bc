using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>What the body of a deploy or an update asks for, checked field by field; null is what it does not speak of.</summary>
internal sealed record FunctionInput
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Code { get; init; }

    /// <summary>Empty removes the restriction.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    public IReadOnlyList<FunctionTrigger>? Triggers { get; init; }

    public bool? AllowUnauthenticated { get; init; }

    public bool? PassAllHeaders { get; init; }

    /// <summary>Empty takes all bindings away.</summary>
    public IReadOnlyList<FunctionBinding>? Bindings { get; init; }

    /// <summary>Empty takes the function out of its context.</summary>
    public string? Context { get; init; }

    /// <summary>Replaces the whole environment.</summary>
    public IReadOnlyList<EnvVariable>? Env { get; init; }

    public FunctionCors? Cors { get; init; }

    /// <summary>Whether <c>cors</c> was given as null: back to none.</summary>
    public bool ResetsCors { get; init; }

    public FunctionLimitsInput? Limits { get; init; }
}

/// <summary>The limits a body names; the others stay.</summary>
internal sealed record FunctionLimitsInput
{
    public int? TimeoutMs { get; init; }

    public int? MemoryMb { get; init; }

    public double? Cpu { get; init; }

    /// <summary>Whether <c>cpu</c> was given as null: back to as much as is free.</summary>
    public bool ResetsCpu { get; init; }

    public int? Concurrency { get; init; }

    public int? MaxWorkers { get; init; }

    /// <summary>Whether <c>maxWorkers</c> was given as null: back to one for each processor.</summary>
    public bool ResetsMaxWorkers { get; init; }

    public int? MinWorkers { get; init; }

    public FunctionRate? Rate { get; init; }

    /// <summary>Whether <c>rate</c> was given as null: back to none.</summary>
    public bool ResetsRate { get; init; }
}

/// <summary>One variable of a function's environment.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value in the clear.</param>
/// <param name="IsSecret">Whether it is stored encrypted and never shown.</param>
internal sealed record EnvVariable(string Name, string Value, bool IsSecret)
{
    /// <summary>The value stays out of logs and messages.</summary>
    public override string ToString() => Name;
}
