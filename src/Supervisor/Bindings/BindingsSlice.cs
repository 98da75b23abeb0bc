namespace MolnOS.Sandbox.Bindings;

/// <summary>Registers the gate's parts; each service registers itself as a <see cref="Binding"/>. Needs a <see cref="DenialSink"/>.</summary>
internal static class BindingsSlice
{
    /// <summary>Adds what all gates share.</summary>
    public static IServiceCollection AddBindings(this IServiceCollection services)
    {
        services.AddSingleton<BoundServices>();
        services.AddSingleton<Binding, LogBinding>();
        return services;
    }
}
