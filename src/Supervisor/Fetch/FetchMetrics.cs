using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary>What fetches report to <c>/metrics</c>.</summary>
internal sealed class FetchMetrics
{
    private readonly Counter<long> _fetches;
    private readonly Counter<long> _bytes;

    public FetchMetrics(Meter meter, FetchSlots slots)
    {
        _fetches = meter.CreateCounter<long>("molnos_fetch_total", description: "Fetches of functions, by what became of them.");
        _bytes = meter.CreateCounter<long>("molnos_fetch_bytes_total", description: "Bytes of bodies that functions sent and were sent.");
        meter.CreateObservableGauge("molnos_fetch_open", () => slots.Open, description: "Fetches that are open.");
    }

    /// <summary>A fetch has its response, or never will.</summary>
    public void Answered(BindingResult result) => _fetches.Add(1, new KeyValuePair<string, object?>("outcome", OutcomeOf(result)));

    /// <summary>The bodies of a fetch that ended.</summary>
    public void Moved(long sent, long received)
    {
        _bytes.Add(sent, new KeyValuePair<string, object?>("direction", "out"));
        _bytes.Add(received, new KeyValuePair<string, object?>("direction", "in"));
    }

    private static string OutcomeOf(BindingResult result) => result switch
    {
        _ when ReferenceEquals(result, BindingGate.Ended) || ReferenceEquals(result, FetchFailure.Cancelled) => "cancelled",
        BindingResult.Failed { Code: BindingCodes.PermissionDenied } => "denied",
        BindingResult.Failed { Code: BindingCodes.LimitExceeded } => "limited",
        BindingResult.Failed { Code: BindingCodes.InvalidArgument } => "invalid",
        BindingResult.Failed => "failed",
        _ => "answered",
    };
}
