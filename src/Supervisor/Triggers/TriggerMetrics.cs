using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Counts requests to functions; only the duration is measured by a listener, the rest is read when somebody asks.</summary>
internal sealed class TriggerMetrics
{
    private static readonly KeyValuePair<string, object?>[] Classes =
        [new("status", "1xx"), new("status", "2xx"), new("status", "3xx"), new("status", "4xx"), new("status", "5xx")];

    private readonly long[] _requests = new long[Classes.Length];
    private readonly Histogram<double> _duration;
    private long _inFlight;

    public TriggerMetrics(Meter meter)
    {
        meter.CreateObservableCounter(
            "molnos_http_requests_total",
            () => Classes.Select((tag, index) => new Measurement<long>(Volatile.Read(ref _requests[index]), tag)),
            description: "Requests to functions, by class of status.");
        meter.CreateObservableGauge(
            "molnos_http_requests_in_flight", () => Volatile.Read(ref _inFlight), description: "Requests to functions not yet answered.");
        _duration = meter.CreateHistogram<double>(
            "molnos_http_request_duration_seconds", "s", "Time from a request's arrival to the end of its answer.");
    }

    /// <summary>A request came; the returned moment goes to <see cref="Ended"/>.</summary>
    public long Began()
    {
        Interlocked.Increment(ref _inFlight);
        return Stopwatch.GetTimestamp();
    }

    public void Ended(long began, int status)
    {
        var index = Math.Clamp((status / 100) - 1, 0, Classes.Length - 1);
        Interlocked.Increment(ref _requests[index]);
        Interlocked.Decrement(ref _inFlight);
        _duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, Classes[index]);
    }
}
