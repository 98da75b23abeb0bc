using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Chains;

/// <summary>
/// How long a chain of calls may be. Its section is <c>Events</c>, as everybody knows the setting, but it holds for every way from one
/// function to another; the options of the event bus share the section and have other names.
/// </summary>
internal sealed class ChainOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Events";

    /// <summary>Functions between a call and the outside, at most.</summary>
    [Range(1, 64)]
    public int MaxChainDepth { get; set; } = 8;
}

/// <summary>Checks <see cref="ChainOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ChainOptionsValidator : IValidateOptions<ChainOptions>;
