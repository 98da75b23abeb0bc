using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Routes;

/// <summary>Settings <c>Routes:*</c>.</summary>
internal sealed class RoutesOptions
{
    public const string Section = "Routes";

    /// <summary>Routes at most.</summary>
    [Range(1, 10_000)]
    public int MaxRoutes { get; set; } = 2000;
}

/// <summary>Checks <see cref="RoutesOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RoutesOptionsValidator : IValidateOptions<RoutesOptions>;
