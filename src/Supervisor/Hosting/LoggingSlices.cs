using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting;

/// <summary>Holds <c>Logging:Slices</c> to slices that there are: a misspelt one would silently do nothing.</summary>
internal sealed class LoggingSlices : IValidateOptions<LoggingOptions>
{
    private const string Root = "MolnOS.Sandbox.";

    /// <summary>All slices, which are the namespaces below the program's own.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(LoggingSlices).Assembly.GetTypes().Select(type => type.Namespace ?? "")
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Select(name => name[Root.Length..].Split('.')[0])
            .Distinct(StringComparer.Ordinal).Where(name => name is not "Protocol").Order(StringComparer.Ordinal),
    ];

    /// <summary>What the categories of a slice begin with.</summary>
    public static string CategoryOf(string slice) => Root + slice;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LoggingOptions options)
    {
        var unknown = options.Slices.Keys.FirstOrDefault(slice => !All.Contains(slice, StringComparer.OrdinalIgnoreCase));
        return unknown is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Logging:Slices:{unknown}: there is no such slice; the slices are {string.Join(", ", All)}.");
    }
}
