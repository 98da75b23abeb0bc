namespace MolnOS.Sandbox.Hosting.Reload;

/// <summary>The settings that hold, as a source of configuration that can be given others while the server runs.</summary>
internal sealed class SettingsSource : ConfigurationProvider, IConfigurationSource
{
    public SettingsSource(IReadOnlyDictionary<string, string?> settings) => Data = Copy(settings);

    /// <summary>The settings that hold.</summary>
    public IReadOnlyDictionary<string, string?> Current => (IReadOnlyDictionary<string, string?>)Data;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Others hold from now on; whoever watches is told.</summary>
    public void Replace(IReadOnlyDictionary<string, string?> settings)
    {
        Data = Copy(settings);
        OnReload();
    }

    private static Dictionary<string, string?> Copy(IReadOnlyDictionary<string, string?> settings) => new(settings, StringComparer.OrdinalIgnoreCase);
}
