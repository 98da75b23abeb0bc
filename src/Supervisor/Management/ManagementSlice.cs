using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Management;

/// <summary>Registers and maps the HTTP API of functions. Needs a <see cref="ProveProgram"/>, a <see cref="RetireWorkers"/> and a <see cref="WorkerCount"/>.</summary>
internal static class ManagementSlice
{
    public static void AddManagement(this IServiceCollection services)
    {
        services.AddOptions<ManagementOptions>().BindConfiguration("Management").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptionsValidator>();
        services.AddSingleton<FunctionDeployer>();
        services.AddSingleton<KnownRefusal>(StoreRefusals.Of);
        services.AddApiTypes(ManagementJson.Default);
    }

    public static void MapFunctions(this IEndpointRouteBuilder routes)
    {
        var functions = routes.MapGroup("/functions").WithTags("Functions").MayRefuse(400);
        functions.RefuseUnknownQuery();
        functions.MapFunctionReads();
        functions.MapFunctionHistory();
        functions.MapFunctionWrites();
        functions.MapFunctionLogs();
    }
}
