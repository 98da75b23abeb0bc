using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Rates;

/// <summary>Registers what this folder offers.</summary>
internal static class RatesSlice
{
    public static void AddRates(this IServiceCollection services)
    {
        services.AddOptions<RateOptions>().BindConfiguration(RateOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateOptions>, RateOptionsValidator>();
        services.AddSingleton<CallLimits>();
    }
}
