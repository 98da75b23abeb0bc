using System.Diagnostics.CodeAnalysis;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Where a route leads: which function, and how much of the path is on the way to it.</summary>
/// <param name="Function">Its id, or its name where <paramref name="MayBeName"/>; null where the path names none.</param>
/// <param name="MayBeName">Whether a name is taken too.</param>
/// <param name="PrefixSegments">Segments of the path that lead to the function; what follows is its sub-path.</param>
/// <param name="Pattern">The path of the route, for the audit log.</param>
internal readonly record struct FunctionAddress(string? Function, bool MayBeName, int PrefixSegments, string Pattern)
{
    /// <summary>The path that runs a function.</summary>
    public const string RunPattern = "/functions/run/{id}/{**subpath}";

    /// <summary>No path has so many segments: all of it leads to the function.</summary>
    public const int WholePath = int.MaxValue;

    /// <summary>The built-in address of a function.</summary>
    public static FunctionAddress Of(string? id) => new(id, MayBeName: false, RawTarget.RunSegments, RunPattern);

    /// <summary>The function that is deployed under it now.</summary>
    public bool TryFind(FunctionCatalog catalog, [NotNullWhen(true)] out DeployedFunction? function)
    {
        function = null;
        return Function is not null && (MayBeName ? catalog.TryFind(Function, out function) : catalog.TryGet(Function, out function));
    }
}
