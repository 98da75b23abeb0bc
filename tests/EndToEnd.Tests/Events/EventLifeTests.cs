using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Events;

/// <summary>No event is lost by the end of a server, however it comes.</summary>
public sealed class EventLifeTests
{
    private static readonly JsonObject s_slow = new() { ["how"] = "slow", ["id"] = "s" };

    [Fact]
    public async Task After_a_kill_every_acknowledged_event_is_delivered_those_in_flight_once_more()
    {
        using var data = new DataFolder();
        var ids = new List<string>();
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            using var client = first.Client();
            await client.DeployForEventsAsync(RepositoryPaths.FunctionSource("events/moody.js"), "killed");
            for (var n = 0; n < 40; n++)
            {
                ids.Add((await client.EmitAsync("killed", s_slow.DeepClone())).EventId);
            }

            await first.KillAsync();
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var again = second.Client();

        foreach (var id in ids)
        {
            (await again.EventEndAsync(id))["delivered"]!.GetValue<int>().Should().Be(1);
        }
    }

    [Fact]
    public async Task A_stop_lets_what_runs_end_within_the_grace_and_leaves_the_rest_for_the_next_start()
    {
        using var data = new DataFolder();
        string function, running, waiting;
        await using (var first = await SupervisorProcess.StartOnAsync(data, ("Events:Concurrency", "1")))
        {
            using var client = first.Client();
            function = await client.DeployForEventsAsync(RepositoryPaths.FunctionSource("events/moody.js"), "stopped");
            running = (await client.EmitAsync("stopped", s_slow.DeepClone())).EventId;
            waiting = (await client.EmitAsync("stopped", new JsonObject { ["how"] = "fine", ["id"] = "w" })).EventId;
            await client.LogLineAsync(function, line => line.Message.StartsWith("s attempt", StringComparison.Ordinal), "the delivery that has begun");
            first.Terminate();
            (await first.ExitAsync(TimeSpan.FromSeconds(10))).Should().Be(0, first.Output);
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var again = second.Client();

        await again.EventEndAsync(waiting);
        (await again.EventAsync(running))["status"]!.GetValue<string>().Should().Be("delivered");
        await again.LogLineAsync(function, line => line.Message.StartsWith("w attempt", StringComparison.Ordinal), "the delivery that waited");
        (await again.LogsAsync(function)).Count(line => line.Message.StartsWith("s attempt", StringComparison.Ordinal)).Should().Be(1, "it had ended before the server did");
    }

    [Fact]
    public async Task What_outlasts_the_grace_is_delivered_again_after_the_restart_and_that_is_no_failed_attempt()
    {
        using var data = new DataFolder();
        string function, eventId;
        await using (var first = await SupervisorProcess.StartOnAsync(data, ("Hosting:ShutdownGrace", "100ms")))
        {
            using var client = first.Client();
            function = await client.DeployForEventsAsync(RepositoryPaths.FunctionSource("events/moody.js"), "cut");
            eventId = (await client.EmitAsync("cut", s_slow.DeepClone())).EventId;
            await client.LogLineAsync(function, line => line.Message.StartsWith("s attempt", StringComparison.Ordinal), "the delivery that has begun");
            first.Terminate();
            (await first.ExitAsync(TimeSpan.FromSeconds(10))).Should().Be(0, first.Output);
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var again = second.Client();

        await again.EventEndAsync(eventId);
        await again.LogLineAsync(function, line => line.Message == "s ended", "the end of the second run");
        (await again.LogsAsync(function)).Where(line => line.Message.StartsWith("s attempt", StringComparison.Ordinal)).Select(line => line.Message)
            .Should().Equal($"s attempt 1 event {eventId}", $"s attempt 1 event {eventId}");
    }
}
