using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Functions;

/// <summary>Registers the catalog and what changes it. Needs the stores of Persistence.</summary>
internal static class FunctionsSlice
{
    public static IServiceCollection AddFunctions(this IServiceCollection services)
    {
        services.AddOptions<FunctionOptions>().BindConfiguration(FunctionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FunctionOptions>, FunctionOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FunctionCatalog>();
        services.AddSingleton<EnvironmentCodec>();
        services.AddSingleton<FunctionPrograms>();
        services.AddSingleton<FunctionRegistry>();
        services.AddHostedService<FunctionCatalogLoad>();
        return services;
    }
}
