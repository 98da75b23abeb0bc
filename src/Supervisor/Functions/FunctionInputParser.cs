using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads the JSON bodies of deploy and update, strictly: what is unknown, missing, ill-typed or double is refused by name.</summary>
internal static class FunctionInputParser
{
    /// <summary>Reads the body of a deploy.</summary>
    public static bool TryParseDeploy(
        ReadOnlyMemory<byte> utf8Json, FunctionOptions options, [NotNullWhen(true)] out FunctionInput? input, [NotNullWhen(false)] out InputError? error) =>
        throw new NotSupportedException();

    /// <summary>Reads the body of an update: any of the fields of a deploy but the id, at least one.</summary>
    public static bool TryParseUpdate(
        ReadOnlyMemory<byte> utf8Json, FunctionOptions options, [NotNullWhen(true)] out FunctionInput? input, [NotNullWhen(false)] out InputError? error) =>
        throw new NotSupportedException();
}
