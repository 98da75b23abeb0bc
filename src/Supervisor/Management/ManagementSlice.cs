namespace MolnOS.Sandbox.Management;

/// <summary>Registers and maps the HTTP API of functions.</summary>
internal static class ManagementSlice
{
    public static void AddManagement(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ManagementJson.Default));

    public static void MapFunctions(this IEndpointRouteBuilder routes)
    {
        var functions = routes.MapGroup("/functions").WithTags("Functions");
        functions.MapFunctionReads();
        functions.MapFunctionLogs();
    }
}
