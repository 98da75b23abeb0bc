using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Management;

/// <summary>Limits of the management API.</summary>
internal sealed class ManagementOptions
{
    /// <summary>Longest body of a management request; a deploy carries a function's whole code.</summary>
    [Range(1024, 128 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 24 * 1024 * 1024;
}

/// <summary>Checks <see cref="ManagementOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ManagementOptionsValidator : IValidateOptions<ManagementOptions>;
