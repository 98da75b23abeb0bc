using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Storage;

/// <summary>Registers and maps the service of buckets. Needs the stores of Persistence and a <see cref="BindingFrame"/>.</summary>
internal static class StorageSlice
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddSingleton<ContentFolder>();
        services.AddSingleton<UploadLimits>();
        services.AddSingleton<ObjectShelf>();
        services.AddSingleton<ObjectUploads>();
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<Binding, StorageBinding>();
        services.AddHostedService<StorageUpkeep>();
        services.AddApiTypes(StorageJson.Default);
    }

    public static void MapStorage(this IEndpointRouteBuilder routes)
    {
        var storage = routes.MapGroup("/storage").WithTags("Storage").MayRefuse(400);
        storage.RefuseUnknownQuery();
        storage.MapBuckets();
        storage.MapObjects();
        routes.MapObjectReads();
    }
}
