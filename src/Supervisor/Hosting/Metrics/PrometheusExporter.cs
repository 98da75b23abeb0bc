using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>Listens to every instrument of the meter "MolnOS.Sandbox" and renders them for Prometheus.</summary>
internal sealed class PrometheusExporter : IDisposable
{
    private readonly ConcurrentQueue<CollectedInstrument> _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();

    /// <summary>Listens to <paramref name="meter"/> alone, so that several hosts of one process do not count for each other.</summary>
    public PrometheusExporter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, published) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                var collected = new CollectedInstrument(instrument);
                _instruments.Enqueue(collected);
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
        _listener.Start();
    }

    /// <summary>Everything measured so far.</summary>
    public string Render()
    {
        var text = new StringBuilder(4096);
        lock (_scrape)
        {
            foreach (var instrument in _instruments)
            {
                instrument.BeginObservation();
            }

            _listener.RecordObservableInstruments();
            foreach (var instrument in _instruments)
            {
                instrument.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
