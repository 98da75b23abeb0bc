namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Reads the <c>MOLNOS_</c> variables (<c>__</c> between levels) and <c>PORT</c>.</summary>
internal static class EnvironmentSettings
{
    private const string Prefix = "MOLNOS_";

    /// <summary>Variables of the command-line client, which mean nothing here.</summary>
    private static readonly HashSet<string> ClientVariables = new(StringComparer.OrdinalIgnoreCase) { "MOLNOS_URL", "MOLNOS_TOKEN" };

    /// <summary>What the environment sets.</summary>
    public static IEnumerable<Setting> Read(IReadOnlyDictionary<string, string> environment)
    {
        // First, so that the more exact MOLNOS_HOSTING__URLS wins.
        if (environment.TryGetValue("PORT", out var port) && port.Length > 0)
        {
            yield return new Setting(SettingKeys.Urls, SettingKeys.UrlOfPort(port, "PORT"), "PORT");
        }

        foreach (var (name, value) in environment)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || ClientVariables.Contains(name))
            {
                continue;
            }

            var key = string.Equals(name, "MOLNOS_ADMIN_TOKEN", StringComparison.OrdinalIgnoreCase)
                ? SettingKeys.AdminToken
                : name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            yield return new Setting(key, value, name);
        }
    }
}
