using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Functions;

/// <summary>Settings <c>Functions:*</c>.</summary>
internal sealed class FunctionOptions
{
    public const string Section = "Functions";

    /// <summary>Longest source text, counted in UTF-8.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxCodeBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Versions of a function that are kept.</summary>
    [Range(1, 1000)]
    public int VersionsKept { get; set; } = 100;

    /// <summary>Source texts kept in memory for workers yet to load.</summary>
    [Range(0, 1024 * 1024 * 1024)]
    public long CodeCacheBytes { get; set; } = 32 * 1024 * 1024;
}

/// <summary>Checks <see cref="FunctionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class FunctionOptionsValidator : IValidateOptions<FunctionOptions>;
