namespace MolnOS.Sandbox.Observability;

/// <summary>Registers what this folder offers.</summary>
internal static class ObservabilitySlice
{
    public static IServiceCollection AddObservability(this IServiceCollection services) => services;
}
