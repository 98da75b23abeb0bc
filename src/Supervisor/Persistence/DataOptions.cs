using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Settings <c>Data:*</c>: where everything that must survive is kept.</summary>
internal sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>The data folder; under systemd the state directory it names.</summary>
    [Required]
    public string Path { get; set; } = Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } folder ? folder : "./data";
}

/// <summary>Checks <see cref="DataOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class DataOptionsValidator : IValidateOptions<DataOptions>;
