using System.Diagnostics.Metrics;

namespace MolnOS.Sandbox.Events;

/// <summary>What became of a delivery, for the counts.</summary>
internal enum DeliveryCount
{
    Delivered,
    Retried,
    Dead,
    Cancelled,
    Postponed,
}

/// <summary>Counts events and deliveries; counts are read when somebody asks.</summary>
internal sealed class EventMetrics
{
    private static readonly KeyValuePair<string, object?>[] Outcomes =
        [.. Enum.GetNames<DeliveryCount>().Select(name => new KeyValuePair<string, object?>("outcome", name.ToLowerInvariant()))];

    private readonly long[] _deliveries = new long[Outcomes.Length];
    private readonly Histogram<double> _latency;
    private long _emitted;
    private long _waiting;
    private long _running;

    public EventMetrics(Meter meter)
    {
        meter.CreateObservableCounter("molnos_events_emitted_total", () => Volatile.Read(ref _emitted), description: "Events that were kept.");
        meter.CreateObservableCounter(
            "molnos_event_deliveries_total",
            () => Outcomes.Select((label, index) => new Measurement<long>(Volatile.Read(ref _deliveries[index]), label)),
            description: "Attempts to deliver an event to a subscriber, by what came of them; postponed ones found no room and do not count as attempts.");
        meter.CreateObservableGauge(
            "molnos_event_deliveries_waiting", () => Volatile.Read(ref _waiting), description: "Deliveries that have not ended, those that run included.");
        meter.CreateObservableGauge("molnos_event_deliveries_running", () => Volatile.Read(ref _running), description: "Deliveries that run.");
        _latency = meter.CreateHistogram<double>(
            "molnos_event_delivery_latency_seconds", "s", "Time from an event's emission to the first call of a subscriber.");
    }

    /// <summary>An event is on disk.</summary>
    public void Emitted() => Interlocked.Increment(ref _emitted);

    /// <summary>A delivery begins for the first time.</summary>
    public void Began(TimeSpan latency) => _latency.Record(Math.Max(0, latency.TotalSeconds));

    public void Count(DeliveryCount outcome, long deliveries = 1) => Interlocked.Add(ref _deliveries[(int)outcome], deliveries);

    public void AddWaiting(long deliveries) => Interlocked.Add(ref _waiting, deliveries);

    public void AddRunning(long deliveries) => Interlocked.Add(ref _running, deliveries);
}
