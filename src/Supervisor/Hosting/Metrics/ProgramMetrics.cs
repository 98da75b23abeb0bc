using System.Diagnostics.Metrics;
using System.Reflection;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>Which version runs, and since when.</summary>
internal static class ProgramMetrics
{
    public static void Add(Meter meter, TimeProvider time)
    {
        // Without what the build adds of its commit.
        var version = typeof(ProgramMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var begun = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge(
            "molnos_build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", version)), description: "The version that runs, as a label.");
        meter.CreateObservableGauge("molnos_start_timestamp_seconds", () => begun, description: "When the server started, in seconds since 1970.");
    }
}
