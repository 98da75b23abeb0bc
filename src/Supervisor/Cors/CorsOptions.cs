using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Cors;

/// <summary>Which pages of other origins may use the management API from a browser. Functions have rules of their own.</summary>
internal sealed class CorsOptions
{
    private const char Separator = ',';

    /// <summary>Origins, separated by commas; null for none.</summary>
    public string? Origins { get; set; }

    /// <summary>The origins one by one, as they are compared.</summary>
    public static IReadOnlyList<string> Split(string? origins) =>
        [.. (origins ?? "").Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(origin => origin.ToLowerInvariant())];
}

/// <summary>Checks <see cref="CorsOptions"/> at start.</summary>
internal sealed class CorsOptionsValidator : IValidateOptions<CorsOptions>
{
    public ValidateOptionsResult Validate(string? name, CorsOptions options) =>
        options.Origins is null || (options.Origins.All(char.IsAscii) && CorsOptions.Split(options.Origins) is { Count: > 0 } origins && origins.All(WebOrigin.IsPattern))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Cors:Origins must be a list of origins such as https://console.example.com, separated by ','. Every origin (*) cannot be admitted to the management API.");
}
