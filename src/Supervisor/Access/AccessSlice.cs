using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Access;

/// <summary>Registers what this folder offers.</summary>
internal static class AccessSlice
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration("Access").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<Authenticator>();
        services.AddHostedService<FirstAdministrator>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AccessJson.Default));
    }
}
