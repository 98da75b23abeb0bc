namespace MolnOS.Sandbox.Functions;

/// <summary>Registers what this folder offers.</summary>
internal static class FunctionsSlice
{
    public static IServiceCollection AddFunctions(this IServiceCollection services) => services;
}
