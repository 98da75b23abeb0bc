namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Reads <c>--Section:Key=value</c>, <c>--Section:Key value</c> and the short flags <c>--urls</c>, <c>--port</c> and <c>--config</c>.</summary>
internal static class CommandLine
{
    /// <summary>The settings on the command line, and the file named by <c>--config</c>.</summary>
    public static (IReadOnlyList<Setting> Settings, string? ConfigFile) Read(IReadOnlyList<string> arguments, SettingsSchema schema)
    {
        var settings = new List<Setting>();
        string? configFile = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                throw StartRefusedException.ForSetting($"Unexpected argument '{argument}': settings are written --Section:Key=value.");
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            var value = equals < 0 ? ValueAfter(arguments, ref i, name, schema) : argument[(equals + 1)..];
            if (string.Equals(name, "config", StringComparison.OrdinalIgnoreCase))
            {
                configFile = value;
            }
            else
            {
                settings.Add(ToSetting(name, value));
            }
        }

        if (settings.Count(setting => setting.Key is SettingKeys.Urls) > 1)
        {
            throw StartRefusedException.ForSetting("--urls and --port both say where to listen: give one of them, once.");
        }

        return (settings, configFile);
    }

    private static Setting ToSetting(string name, string value) => name.ToUpperInvariant() switch
    {
        "URLS" => new Setting(SettingKeys.Urls, value, "--urls"),
        "PORT" => new Setting(SettingKeys.Urls, SettingKeys.UrlOfPort(value, "--port"), "--port"),
        _ => new Setting(name, value, "--" + name),
    };

    private static string ValueAfter(IReadOnlyList<string> arguments, ref int i, string name, SettingsSchema schema)
    {
        var hasNext = i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal);
        if (schema.TypeOf(name) == typeof(bool) && (!hasNext || !bool.TryParse(arguments[i + 1], out _)))
        {
            return "true";
        }

        if (!hasNext)
        {
            throw StartRefusedException.ForSetting($"--{name} needs a value.");
        }

        return arguments[++i];
    }
}
