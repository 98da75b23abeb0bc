using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Cors;

/// <summary>Registers what this folder offers.</summary>
internal static class CorsSlice
{
    public static void AddManagementCors(this IServiceCollection services)
    {
        services.AddOptions<CorsOptions>().BindConfiguration("Cors").ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorsOptions>, CorsOptionsValidator>();
    }
}
