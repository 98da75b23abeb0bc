using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

public sealed class DurationHistogramTests
{
    private static readonly double[] _quantiles = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    [Theory]
    [InlineData("uniform")]
    [InlineData("exponential")]
    [InlineData("two peaks")]
    [InlineData("small")]
    [InlineData("huge")]
    public void A_quantile_is_within_two_percent_of_the_exact_one(string shape)
    {
        var random = new Random(4711);
        var values = Enumerable.Range(0, 20_000).Select(_ => Draw(random, shape)).ToArray();
        var histogram = new DurationHistogram();
        foreach (var value in values)
        {
            histogram.Record(value);
        }

        var estimates = histogram.Quantiles(_quantiles);

        Array.Sort(values);
        for (var i = 0; i < _quantiles.Length; i++)
        {
            double exact = values[Math.Max(0, (int)Math.Ceiling(_quantiles[i] * values.Length) - 1)];
            estimates[i].Should().BeApproximately(exact, Math.Max(exact * 0.02, 0.5), $"that is quantile {_quantiles[i]} of {shape}");
        }
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(31L)]
    [InlineData(32L)]
    [InlineData(63L)]
    [InlineData(64L)]
    [InlineData(65L)]
    [InlineData(900_000_000L)]
    [InlineData((1L << 40) - 1)]
    public void Every_size_of_value_is_found_again(long value)
    {
        var histogram = new DurationHistogram();

        histogram.Record(value);

        histogram.Quantiles(0.5)[0].Should().BeApproximately(value, value * 0.02);
    }

    [Fact]
    public void Values_out_of_range_count_as_the_nearest_that_is_in_it()
    {
        var histogram = new DurationHistogram();

        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        var quantiles = histogram.Quantiles(0.5, 1);
        quantiles[0].Should().Be(0);
        quantiles[1].Should().BeApproximately(1L << 40, (1L << 40) * 0.02);
    }

    [Fact]
    public void Nothing_counted_is_zero() => new DurationHistogram().Quantiles(0.5, 0.99).Should().Equal(0, 0);

    [Fact]
    public void Recording_a_size_already_seen_allocates_nothing()
    {
        var histogram = new DurationHistogram();
        histogram.Record(1500);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            histogram.Record(1500 + i % 100);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static long Draw(Random random, string shape) => shape switch
    {
        "uniform" => random.NextInt64(1_000, 50_000),
        "exponential" => (long)(-Math.Log(1 - random.NextDouble()) * 3_000),
        "two peaks" => random.Next(10) == 0 ? random.NextInt64(5_000_000, 5_500_000) : random.NextInt64(200, 400),
        "small" => random.NextInt64(0, 40),
        _ => random.NextInt64(1L << 30, 1L << 39),
    };
}
