using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>Listens to every instrument of the meter "MolnOS.Sandbox" and renders them for Prometheus.</summary>
internal sealed class PrometheusExporter : IDisposable
{
    private readonly ConcurrentQueue<CollectedInstrument> instruments = new();
    private readonly MeterListener listener = new();
    private readonly Lock scrape = new();

    /// <summary>Listens to <paramref name="meter"/> alone, so that several hosts of one process do not count for each other.</summary>
    public PrometheusExporter(Meter meter)
    {
        listener.InstrumentPublished = (instrument, published) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                var collected = new CollectedInstrument(instrument);
                instruments.Enqueue(collected);
                published.EnableMeasurementEvents(instrument, collected);
            }
        };
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((CollectedInstrument)state!).Record((double)value, tags));
        listener.Start();
    }

    /// <summary>Everything measured so far.</summary>
    public string Render()
    {
        var text = new StringBuilder(4096);
        lock (scrape)
        {
            foreach (var instrument in instruments)
            {
                instrument.BeginObservation();
            }

            listener.RecordObservableInstruments();
            foreach (var instrument in instruments)
            {
                instrument.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();
}
