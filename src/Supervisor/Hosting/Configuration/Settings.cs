namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Merges every source of settings by precedence, and refuses what is unknown or of the wrong type.</summary>
internal static class Settings
{
    /// <summary>Command-line flag over environment over file over default.</summary>
    /// <exception cref="StartRefusedException">A key is unknown or a value ill-typed; the message names it.</exception>
    public static IReadOnlyDictionary<string, string?> Read(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string workingDirectory, SettingsSchema schema)
    {
        var (flags, configFile) = CommandLine.Read(arguments, schema);
        Setting[] weakestFirst =
        [
            .. SettingsFile.Read(configFile, workingDirectory),
            .. EnvironmentSettings.Read(environment),
            .. flags,
        ];

        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in weakestFirst)
        {
            merged[setting.Key] = Check(setting, schema);
        }

        return merged;
    }

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? string.Empty, StringComparer.Ordinal);

    private static string Check(Setting setting, SettingsSchema schema)
    {
        var type = schema.TypeOf(setting.Key);
        if (type is null)
        {
            var hint = schema.Nearest(setting.Key) is { } nearest ? $" Did you mean {nearest}?" : string.Empty;
            throw StartRefusedException.ForSetting($"{setting.Origin}: there is no such setting.{hint}");
        }

        return SettingValue.Normalise(type, setting.Value, out var expected)
            ?? throw StartRefusedException.ForSetting($"{setting.Origin}: '{setting.Value}' is not {expected}.");
    }
}
