using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>What <c>/health/ready</c> says of the walls.</summary>
internal static class Readiness
{
    /// <summary>The level and a line for each wall that is missing.</summary>
    public static async Task<(string Level, IReadOnlyList<string> Missing)> OfAsync(SandboxClient client)
    {
        var isolation = (await client.GetAsync("/health/ready")).Json["isolation"]!;
        return (isolation["level"]!.GetValue<string>(), [.. isolation["missing"]!.AsArray().Select(wall => wall!.GetValue<string>())]);
    }
}
