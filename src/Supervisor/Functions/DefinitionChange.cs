using System.Diagnostics.CodeAnalysis;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Makes the definition that follows from an input; what the input does not speak of stays.</summary>
internal static class DefinitionChange
{
    /// <summary>Changes <paramref name="before"/>; false when the parts, each good, do not go together.</summary>
    public static bool TryApply(
        FunctionDefinition before, FunctionInput input, [NotNullWhen(true)] out FunctionDefinition? after, [NotNullWhen(false)] out InputError? error)
    {
        var limits = Apply(before.Limits, input.Limits);
        if (limits.MinWorkers > limits.MaxWorkers)
        {
            after = null;
            error = new InputError("limits.minWorkers", $"limits.minWorkers must not be more than limits.maxWorkers, which is {limits.MaxWorkers}.");
            return false;
        }

        error = null;
        after = before with
        {
            Name = input.Name ?? before.Name,
            Methods = input.Methods is null ? before.Methods : NullIfEmpty(input.Methods),
            Triggers = input.Triggers ?? before.Triggers,
            AllowUnauthenticated = input.AllowUnauthenticated ?? before.AllowUnauthenticated,
            PassAllHeaders = input.PassAllHeaders ?? before.PassAllHeaders,
            Bindings = input.Bindings is null ? before.Bindings : NullIfEmpty(input.Bindings),
            Context = input.Context is null ? before.Context : input.Context.Length == 0 ? null : input.Context,
            Cors = input.ResetsCors ? null : input.Cors ?? before.Cors,
            Limits = limits,
        };
        return true;
    }

    private static FunctionLimits Apply(FunctionLimits before, FunctionLimitsInput? input) => input is null ? before : new FunctionLimits
    {
        TimeoutMs = input.TimeoutMs ?? before.TimeoutMs,
        MemoryMb = input.MemoryMb ?? before.MemoryMb,
        Cpu = input.ResetsCpu ? null : input.Cpu ?? before.Cpu,
        Concurrency = input.Concurrency ?? before.Concurrency,
        MaxWorkers = input.ResetsMaxWorkers ? null : input.MaxWorkers ?? before.MaxWorkers,
        MinWorkers = input.MinWorkers ?? before.MinWorkers,
        Rate = input.ResetsRate ? null : input.Rate ?? before.Rate,
    };

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;
}
