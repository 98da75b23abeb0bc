using System.Diagnostics.Metrics;
using System.Text;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>Everything measured by one instrument, kept per set of tags, bounded.</summary>
internal sealed class CollectedInstrument
{
    /// <summary>Sets of tags kept apart; all further ones share one series, so that hostile tags cannot fill the memory.</summary>
    public const int MostSeries = 500;

    private static readonly double[] DefaultBoundaries =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private static readonly KeyValuePair<string, object?>[] OverflowTags = [new("otel_metric_overflow", "true")];

    private readonly Instrument _instrument;
    private readonly string _name;
    private readonly string _type;
    private readonly bool _isSum;
    private readonly double[] _boundaries;
    private readonly Lock _growth = new();
    private InstrumentSeries[] _series = [];

    public CollectedInstrument(Instrument instrument)
    {
        _instrument = instrument;
        _name = PrometheusText.Name(instrument.Name);
        var kind = instrument.GetType().Name;
        _type = kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
        _isSum = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("UpDownCounter", StringComparison.Ordinal);
        _boundaries = _type is "histogram" ? BoundariesOf(instrument) : [];
    }

    /// <summary>Its name as Prometheus writes it.</summary>
    public string Name => _name;

    /// <summary>Takes one measurement; no allocation once its tags have been seen.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var one = Find(_series, tags) ?? Grow(tags);
        if (_type is "histogram")
        {
            one.Count(value, _boundaries);
        }
        else if (_isSum)
        {
            one.Add(value);
        }
        else
        {
            one.Set(value);
        }
    }

    /// <summary>Forgets which series an observable instrument reported, before it is asked again.</summary>
    public void BeginObservation()
    {
        if (_instrument.IsObservable)
        {
            foreach (var one in _series)
            {
                one.IsCurrent = false;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        PrometheusText.Header(text, _name, _instrument.Description, _type);
        foreach (var one in _series)
        {
            if (_type is "histogram")
            {
                one.WriteHistogram(text, _name, _boundaries);
            }
            else if (one.IsCurrent)
            {
                PrometheusText.Line(text, _name, one.Labels, one.Value);
            }
        }
    }

    private static InstrumentSeries? Find(InstrumentSeries[] among, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var one in among)
        {
            if (one.Has(tags))
            {
                return one;
            }
        }

        return null;
    }

    private InstrumentSeries Grow(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_growth)
        {
            if (_series.Length >= MostSeries)
            {
                tags = OverflowTags;
            }

            if (Find(_series, tags) is { } existing)
            {
                return existing;
            }

            var one = new InstrumentSeries(tags, _type is "histogram" ? _boundaries.Length + 1 : 0);
            _series = [.. _series, one];
            return one;
        }
    }

    private static double[] BoundariesOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } own } => [.. own],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(boundary => (double)boundary)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(boundary => (double)boundary)],
        _ => DefaultBoundaries,
    };
}
