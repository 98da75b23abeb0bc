using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Databases;

/// <summary>Registers and maps the service of tables, for functions and over HTTP. Needs the stores of Persistence.</summary>
internal static class DatabasesSlice
{
    public static IServiceCollection AddDatabases(this IServiceCollection services)
    {
        services.AddSingleton<Binding, DatabaseBinding>();
        services.AddHostedService<TableSweeper>();
        services.AddApiTypes(DatabaseJson.Default);
        return services;
    }

    public static void MapDatabases(this IEndpointRouteBuilder routes)
    {
        var databases = routes.MapGroup("/databases").WithTags("Databases").MayRefuse(400);
        databases.RefuseUnknownQuery();
        databases.MapTables();
        databases.MapItems();
    }
}
