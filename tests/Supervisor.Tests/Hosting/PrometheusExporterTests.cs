using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Hosting.Metrics;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>What <c>/metrics</c> shows.</summary>
public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new("MolnOS.Sandbox", version: null, tags: null, scope: new object());
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests() => _exporter = new PrometheusExporter(_meter);

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_sums_up_by_tags()
    {
        var counter = _meter.CreateCounter<long>("molnos_deaths_total", description: "Workers that died.");

        counter.Add(1, new KeyValuePair<string, object?>("reason", "memory"));
        counter.Add(2, new KeyValuePair<string, object?>("reason", "memory"));
        counter.Add(1, new KeyValuePair<string, object?>("reason", "exit"));

        _exporter.Render().Should().Be("""
            # HELP molnos_deaths_total Workers that died.
            # TYPE molnos_deaths_total counter
            molnos_deaths_total{reason="memory"} 3
            molnos_deaths_total{reason="exit"} 1

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_a_sum_and_a_count()
    {
        var histogram = _meter.CreateHistogram(
            "molnos_seconds", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });

        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);

        _exporter.Render().Should().Be("""
            # TYPE molnos_seconds histogram
            molnos_seconds_bucket{le="0.1"} 1
            molnos_seconds_bucket{le="1"} 2
            molnos_seconds_bucket{le="+Inf"} 3
            molnos_seconds_sum 7.6
            molnos_seconds_count 3

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_gauge_shows_only_what_it_still_reports()
    {
        var states = new List<Measurement<int>> { new(1, new KeyValuePair<string, object?>("state", "busy")), new(2, new KeyValuePair<string, object?>("state", "idle")) };
        _meter.CreateObservableGauge("molnos_workers", () => states);
        _exporter.Render().Should().Contain("""molnos_workers{state="busy"} 1""");

        states.RemoveAt(0);

        _exporter.Render().Should().NotContain("busy").And.Contain("""molnos_workers{state="idle"} 2""");
    }

    [Fact]
    public void An_up_down_counter_goes_both_ways()
    {
        var counter = _meter.CreateUpDownCounter<int>("molnos_open");

        counter.Add(3);
        counter.Add(-1);

        _exporter.Render().Should().Contain("# TYPE molnos_open gauge\nmolnos_open 2\n");
    }

    [Fact]
    public void Names_and_values_cannot_break_the_format()
    {
        _meter.CreateCounter<long>("molnos.odd-name", description: "Line\nbreak \\").Add(1, new KeyValuePair<string, object?>("la bel", "a\"b\\c\nd"));

        _exporter.Render().Should().Be(
            "# HELP molnos_odd_name Line\\nbreak \\\\\n# TYPE molnos_odd_name counter\nmolnos_odd_name{la_bel=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    [Fact]
    public void Endless_tags_end_in_one_series()
    {
        var counter = _meter.CreateCounter<long>("molnos_many");

        for (var i = 0; i < CollectedInstrument.MostSeries + 100; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var lines = _exporter.Render().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(1 + CollectedInstrument.MostSeries + 1);
        lines[^1].Should().Be("""molnos_many{otel_metric_overflow="true"} 100""");
    }

    [Fact]
    public void Other_meters_are_not_shown()
    {
        using var stranger = new Meter("Somebody.Else");
        using var otherHost = new Meter("MolnOS.Sandbox", version: null, tags: null, scope: new object());

        stranger.CreateCounter<long>("strange").Add(1);
        otherHost.CreateCounter<long>("molnos_other").Add(1);

        _exporter.Render().Should().NotContain("strange").And.NotContain("molnos_other");
    }
}
