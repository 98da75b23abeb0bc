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

    private readonly Instrument instrument;
    private readonly string name;
    private readonly string type;
    private readonly bool isSum;
    private readonly double[] boundaries;
    private readonly Lock growth = new();
    private InstrumentSeries[] series = [];

    public CollectedInstrument(Instrument instrument)
    {
        this.instrument = instrument;
        name = PrometheusText.Name(instrument.Name);
        var kind = instrument.GetType().Name;
        type = kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
        isSum = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("UpDownCounter", StringComparison.Ordinal);
        boundaries = type == "histogram" ? BoundariesOf(instrument) : [];
    }

    /// <summary>Takes one measurement; no allocation once its tags have been seen.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var one = Find(series, tags) ?? Grow(tags);
        if (type == "histogram")
        {
            one.Count(value, boundaries);
        }
        else if (isSum)
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
        if (instrument.IsObservable)
        {
            foreach (var one in series)
            {
                one.IsCurrent = false;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        PrometheusText.Header(text, name, instrument.Description, type);
        foreach (var one in series)
        {
            if (type == "histogram")
            {
                one.WriteHistogram(text, name, boundaries);
            }
            else if (one.IsCurrent)
            {
                PrometheusText.Line(text, name, one.Labels, one.Value);
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
        lock (growth)
        {
            if (series.Length >= MostSeries)
            {
                tags = OverflowTags;
            }

            if (Find(series, tags) is { } existing)
            {
                return existing;
            }

            var one = new InstrumentSeries(tags, type == "histogram" ? boundaries.Length + 1 : 0);
            series = [.. series, one];
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
