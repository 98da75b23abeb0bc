using System.Diagnostics.Metrics;

namespace MolnOS.Sandbox.Workers;

/// <summary>What the pool reports to <c>/metrics</c>.</summary>
internal sealed class PoolMetrics : IDisposable
{
    private readonly Meter _meter = new("MolnOS.Sandbox");
    private readonly Counter<long> _deaths;

    public PoolMetrics(Func<IEnumerable<Measurement<int>>> workersByState, Func<int> queueLength)
    {
        _deaths = _meter.CreateCounter<long>("molnos_worker_deaths_total", description: "Workers that ended, by reason.");
        _meter.CreateObservableGauge("molnos_workers", workersByState, description: "Workers by state.");
        _meter.CreateObservableGauge("molnos_queue_length", queueLength, description: "Calls that wait for a worker.");
    }

    /// <summary>Counts a worker's end.</summary>
    public void Died(DeathReason reason) =>
        _deaths.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString().ToLowerInvariant()));

    public void Dispose() => _meter.Dispose();
}
