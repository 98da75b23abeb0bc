namespace MolnOS.Sandbox.Hosting.Reload;

/// <summary>The settings that hold after a reload, and what became of the changes.</summary>
/// <param name="Settings">What holds from now on.</param>
/// <param name="Applied">Keys that took effect.</param>
/// <param name="Waiting">Keys that were changed and take effect at the next start only.</param>
internal sealed record ReloadResult(IReadOnlyDictionary<string, string?> Settings, IReadOnlyList<string> Applied, IReadOnlyList<string> Waiting);

/// <summary>Tells what may change while the server runs from what needs a start. Pure.</summary>
internal static class ReloadRule
{
    /// <summary>The one table of what may change: a key, or all keys below one that ends in <c>:</c>. Whatever is read once at the start is not in it.</summary>
    public static IReadOnlyList<string> Reloadable { get; } = ["Hosting:ShutdownGrace", "Logging:Categories:", "Logging:Level", "Logging:Slices:", "Management:MaxBodyBytes"];

    /// <summary>Takes over what may change, and leaves the rest as it is.</summary>
    /// <param name="current">The settings that hold.</param>
    /// <param name="wanted">The settings as they are written now; they have been checked.</param>
    public static ReloadResult Decide(IReadOnlyDictionary<string, string?> current, IReadOnlyDictionary<string, string?> wanted)
    {
        var result = new Dictionary<string, string?>(current, StringComparer.OrdinalIgnoreCase);
        var (applied, waiting) = (new List<string>(), new List<string>());
        foreach (var key in current.Keys.Union(wanted.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            var isSet = wanted.TryGetValue(key, out var value);
            if (isSet == current.TryGetValue(key, out var before) && string.Equals(value, before, StringComparison.Ordinal))
            {
                continue;
            }

            if (!IsReloadable(key))
            {
                waiting.Add(key);
                continue;
            }

            applied.Add(key);
            if (isSet)
            {
                result[key] = value;
            }
            else
            {
                result.Remove(key);
            }
        }

        return new ReloadResult(result, applied, waiting);
    }

    private static bool IsReloadable(string key) => Reloadable.Any(entry =>
        entry.EndsWith(':') ? key.StartsWith(entry, StringComparison.OrdinalIgnoreCase) : string.Equals(key, entry, StringComparison.OrdinalIgnoreCase));
}
