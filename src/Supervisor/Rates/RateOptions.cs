using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Rates;

/// <summary>How often one caller may ask, whatever they ask for.</summary>
internal sealed class RateOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "RateLimits";

    /// <summary>Requests of one caller over <see cref="CallerPerSeconds"/>; 0 means as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int CallerRequests { get; set; }

    /// <summary>The span over which so many are granted again.</summary>
    [Range(1, 86_400)]
    public int CallerPerSeconds { get; set; } = 1;

    /// <summary>Callers that one limit tells apart; what further ones ask is counted together.</summary>
    [Range(1, 1_000_000)]
    public int MaxCallers { get; set; } = 10_000;
}

/// <summary>Checks <see cref="RateOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RateOptionsValidator : IValidateOptions<RateOptions>;
