namespace MolnOS.Sandbox.Persistence;

/// <summary>Registers what this folder offers.</summary>
internal static class PersistenceSlice
{
    public static IServiceCollection AddPersistence(this IServiceCollection services) => services;
}
