using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting;

/// <summary>Where the supervisor listens and how it stops.</summary>
internal sealed class HostingOptions
{
    /// <summary>Addresses to listen on, separated by <c>;</c>.</summary>
    [Required]
    [RegularExpression("^https?://[^;\\s]+(;https?://[^;\\s]+)*$", ErrorMessage = "The field {0} must be one or more http:// or https:// addresses, separated by ';'.")]
    public string Urls { get; set; } = "http://127.0.0.1:3000";

    /// <summary>How long calls in flight may go on after a stop was asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary><c>Production</c> or <c>Development</c>.</summary>
    [AllowedValues("Production", "Development", ErrorMessage = "The field {0} must be Production or Development.")]
    public string Environment { get; set; } = "Production";
}

/// <summary>Checks <see cref="HostingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class HostingOptionsValidator : IValidateOptions<HostingOptions>;
