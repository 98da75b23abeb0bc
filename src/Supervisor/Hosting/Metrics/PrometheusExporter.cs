using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>Listens to every instrument of the meter "MolnOS.Sandbox" and renders them for Prometheus.</summary>
internal sealed class PrometheusExporter : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, CollectedInstrument> _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();

    /// <summary>
    /// Listens to the meters named as <paramref name="meter"/>, but not to those of another host in this process, which carry another scope.
    /// </summary>
    public PrometheusExporter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, published) =>
        {
            if (IsOurs(instrument.Meter, meter))
            {
                var collected = new CollectedInstrument(instrument);
                _instruments[instrument] = collected;
                published.EnableMeasurementEvents(instrument, collected);
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record((double)value, tags));
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.TryRemove(instrument, out CollectedInstrument? _);
        _listener.Start();
    }

    /// <summary>Everything measured so far.</summary>
    public string Render()
    {
        var text = new StringBuilder(4096);
        lock (_scrape)
        {
            foreach (var instrument in _instruments.Values)
            {
                instrument.BeginObservation();
            }

            _listener.RecordObservableInstruments();
            foreach (var instrument in _instruments.Values.OrderBy(instrument => instrument.Name, StringComparer.Ordinal))
            {
                instrument.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsOurs(Meter candidate, Meter ours) =>
        string.Equals(candidate.Name, ours.Name, StringComparison.Ordinal) && (candidate.Scope is null || ReferenceEquals(candidate.Scope, ours.Scope));
}
