using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

/// <summary>What the history of functions costs. It measures the memory of the whole process, so it runs when no other test does.</summary>
[Collection(Alone)]
public sealed class HistoryMemoryTests
{
    private const string Alone = "measures the memory of the process";

    [Fact]
    public void An_hour_of_a_function_that_is_called_in_every_minute_takes_less_than_sixteen_kilobytes()
    {
        const int Functions = 2000;
        var time = new ManualTime();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var statistics = new InvocationStatistics(time);

        for (var minute = 0; minute < FunctionHistory.Length; minute++)
        {
            for (var call = 0; call < Functions * 10; call++)
            {
                // Durations from 0.2 to 100 ms.
                statistics.Record($"f{call % Functions}", InvocationResultKind.Ok, TimeSpan.FromMicroseconds(200 << (call / Functions)), wasCold: false);
            }

            statistics.SumUp();
            time.Pass(TimeSpan.FromMinutes(1));
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Functions;
        GC.KeepAlive(statistics);
        bytes.Should().BeInRange(1024, 16 * 1024);
    }

    /// <summary>Names the collection for the runner.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
