namespace MolnOS.Sandbox.Hosting.Reload;

/// <summary>Registers what reads the settings again while the server runs.</summary>
internal static class ReloadSlice
{
    /// <summary>Where the settings are.</summary>
    public static void AddSettingsReload(this IServiceCollection services, SettingsSource source, ReadSettings read)
    {
        services.AddSingleton(source);
        services.AddSingleton(read);
    }

    /// <summary>Reloads at a signal, once <paramref name="trial"/> has found nothing wrong.</summary>
    public static void AddReload(this IServiceCollection services, TrySettings trial)
    {
        services.AddSingleton(trial);
        services.AddSingleton<SettingsReload>();
        services.AddHostedService<ReloadSignal>();
    }
}
