using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Supervisor.Tests.Bindings;

/// <summary>How long services were at work for an invocation.</summary>
public sealed class BusyTimeTests
{
    [Fact]
    public void Calls_that_overlap_count_once_and_what_is_still_under_way_counts_so_far()
    {
        var time = new ManualTime();
        var busy = new BusyTime(time);

        busy.Begin();
        time.Pass(TimeSpan.FromMilliseconds(10));
        busy.Begin();
        time.Pass(TimeSpan.FromMilliseconds(10));
        busy.End();
        busy.End();
        time.Pass(TimeSpan.FromMilliseconds(100));
        busy.Elapsed.Should().Be(TimeSpan.FromMilliseconds(20));

        busy.Begin();
        time.Pass(TimeSpan.FromMilliseconds(5));
        busy.Elapsed.Should().Be(TimeSpan.FromMilliseconds(25));
    }
}
