using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Databases;

/// <summary>Registers the service of tables. Needs the stores of Persistence.</summary>
internal static class DatabasesSlice
{
    public static IServiceCollection AddDatabases(this IServiceCollection services)
    {
        services.AddSingleton<Binding, DatabaseBinding>();
        services.AddHostedService<TableSweeper>();
        return services;
    }
}
