using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Json;

namespace MolnOS.Sandbox.Schemas;

/// <summary>Registers the registry of schemas and the validation by them. Needs a <see cref="RunValidator"/> from its neighbours.</summary>
internal static class SchemasSlice
{
    public static IServiceCollection AddSchemas(this IServiceCollection services)
    {
        services.AddOptions<SchemaOptions>().BindConfiguration(SchemaOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SchemaOptions>, SchemaOptionsValidator>();
        services.AddSingleton<SchemaRegistry>();
        services.AddSingleton<SchemaValidation>();
        services.AddSingleton<Binding, SchemaBinding>();
        services.AddApiTypes(SchemasJson.Default);
        return services;
    }
}
