using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class CrashBackoffTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_first_deaths_cost_nothing()
    {
        var backoff = new CrashBackoff(_time);

        Fail(backoff, 5);

        backoff.Remaining().Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(6, 100)]
    [InlineData(7, 200)]
    [InlineData(8, 400)]
    [InlineData(40, 30_000)]
    public void Further_deaths_in_a_row_double_the_pause_up_to_half_a_minute(int deaths, int expectedMs)
    {
        var backoff = new CrashBackoff(_time);

        Fail(backoff, deaths);

        backoff.Remaining().Should().BeCloseTo(TimeSpan.FromMilliseconds(expectedMs), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void The_pause_ends_with_time()
    {
        var backoff = new CrashBackoff(_time);
        Fail(backoff, 6);

        _time.Advance(TimeSpan.FromMilliseconds(101));

        backoff.Remaining().Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_good_answer_ends_the_row()
    {
        var backoff = new CrashBackoff(_time);
        Fail(backoff, 9);

        backoff.Succeeded();
        Fail(backoff, 1);

        backoff.Remaining().Should().Be(TimeSpan.Zero);
    }

    private static void Fail(CrashBackoff backoff, int times)
    {
        for (var i = 0; i < times; i++)
        {
            backoff.Failed();
        }
    }
}
