using System.Text;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>The value of one instrument for one set of tags; updated from any thread.</summary>
internal sealed class InstrumentSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly long[]? _buckets;
    private double _sum;

    public InstrumentSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, int bucketCount)
    {
        _tags = tags.ToArray();
        _buckets = bucketCount > 0 ? new long[bucketCount] : null;
        Labels = PrometheusText.Labels(tags);
    }

    /// <summary>The tags as Prometheus writes them, without braces.</summary>
    public string Labels { get; }

    /// <summary>Sum of a counter, last value of a gauge, sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _sum);

    /// <summary>Whether an observable instrument still reports this series.</summary>
    public bool IsCurrent { get; set; } = true;

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != _tags.Length)
        {
            return false;
        }

        for (var i = 0; i < _tags.Length; i++)
        {
            if (!string.Equals(_tags[i].Key, others[i].Key, StringComparison.Ordinal) || !Equals(_tags[i].Value, others[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public void Add(double value)
    {
        var seen = Volatile.Read(ref _sum);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _sum, seen + value, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }

    public void Set(double value)
    {
        Volatile.Write(ref _sum, value);
        IsCurrent = true;
    }

    public void Count(double value, ReadOnlySpan<double> boundaries)
    {
        var bucket = 0;
        while (bucket < boundaries.Length && value > boundaries[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets![bucket]);
        Add(value);
    }

    /// <summary>Writes the lines of a histogram: cumulative buckets, sum, count.</summary>
    public void WriteHistogram(StringBuilder text, string name, ReadOnlySpan<double> boundaries)
    {
        var comma = Labels.Length > 0 ? "," : string.Empty;
        long count = 0;
        for (var i = 0; i < _buckets!.Length; i++)
        {
            count += Volatile.Read(ref _buckets[i]);
            var upTo = i < boundaries.Length ? PrometheusText.Number(boundaries[i]) : "+Inf";
            text.Append(name).Append("_bucket{").Append(Labels).Append(comma).Append("le=\"").Append(upTo).Append("\"} ").Append(count).Append('\n');
        }

        PrometheusText.Line(text, name + "_sum", Labels, Value);
        PrometheusText.Line(text, name + "_count", Labels, count);
    }
}
