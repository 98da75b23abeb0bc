using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Chains;

/// <summary>Registers the limit of chains. Needs a <see cref="ChainLogSink"/> from its neighbours.</summary>
internal static class ChainsSlice
{
    public static IServiceCollection AddChains(this IServiceCollection services)
    {
        services.AddOptions<ChainOptions>().BindConfiguration(ChainOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChainOptions>, ChainOptionsValidator>();
        services.AddSingleton<ChainRefusals>();
        services.AddSingleton<ChainLimit>();
        services.AddSingleton<ChainSeal>();
        return services;
    }
}
