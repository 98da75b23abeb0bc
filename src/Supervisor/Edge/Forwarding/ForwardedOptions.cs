using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Edge.Forwarding;

/// <summary>Which proxies stand in front, whose word about the caller is believed.</summary>
internal sealed class ForwardedOptions
{
    /// <summary>Addresses and networks of proxies, separated by commas, such as <c>127.0.0.1, 10.1.0.0/16</c>; <c>unix</c> for who connects by a socket file.</summary>
    [StringLength(16 * 1024)]
    public string? KnownProxies { get; set; }

    /// <summary>Most proxies that a request comes through, one after the other.</summary>
    [Range(1, 16)]
    public int MaxHops { get; set; } = 1;
}

/// <summary>Checks the members of <see cref="ForwardedOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ForwardedOptionsValidator : IValidateOptions<ForwardedOptions>;

/// <summary>Checks that the proxies are addresses and networks.</summary>
internal sealed class ForwardedOptionsRules : IValidateOptions<ForwardedOptions>
{
    public ValidateOptionsResult Validate(string? name, ForwardedOptions options)
    {
        _ = KnownProxies.Read(options.KnownProxies, out var wrong);
        return wrong is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Forwarded:KnownProxies must be addresses or networks such as 127.0.0.1 or 10.1.0.0/16, separated by commas, not '{wrong}'.");
    }
}
