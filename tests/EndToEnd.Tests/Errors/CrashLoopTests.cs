using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Errors;

/// <summary>A function whose workers keep dying is given pauses, harms nobody, and is healed by a good version.</summary>
[Collection(QuietMachine.Collection)]
public sealed class CrashLoopTests
{
    [Fact]
    public async Task A_function_that_crashes_at_load_backs_off_and_a_good_version_heals_it_at_once()
    {
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        var neighbour = await client.DeployFileAsync("loading/script.js");
        var crashAfter = DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var looping = await client.DeployFileAsync("errors/crash-loop.js", with => with["env"] = new JsonObject { ["CRASH_AFTER"] = crashAfter });
        var baseline = await LatenciesAsync(client, neighbour, TimeSpan.FromSeconds(2));
        await client.CallAsync(looping, "?exit");

        using var stop = new CancellationTokenSource();
        var failures = HammerAsync(supervisor, looping, stop.Token);
        var beside = await LatenciesAsync(client, neighbour, TimeSpan.FromSeconds(4));
        await stop.CancelAsync();
        var answers = await failures;

        answers.Should().OnlyContain(answer => answer.Status == 502 || answer.Status == 503);
        answers.Should().Contain(answer => answer.Status == 503 && answer.Header("retry-after") != null);
        answers.Count(answer => answer.Status == 502).Should().BeLessThanOrEqualTo(12, "after a few free tries the pauses between restarts grow from 100 ms");
        Percentile(beside, 0.5).Should().BeLessThan(Percentile(baseline, 0.5) * 2 + TimeSpan.FromMilliseconds(2));
        Percentile(beside, 0.99).Should().BeLessThan(Percentile(baseline, 0.99) * 2 + TimeSpan.FromMilliseconds(20), "a spawn beside it is not seen twice");

        await client.UpdateAsync(looping, new JsonObject { ["code"] = "async function handler() { return 'healed'; }" });
        (await client.CallAsync(looping)).Text.Should().Be("healed");
    }

    private static async Task<List<HttpAnswer>> HammerAsync(SupervisorProcess supervisor, string id, CancellationToken stop)
    {
        using var client = supervisor.Client();
        var answers = new List<HttpAnswer>();
        while (!stop.IsCancellationRequested)
        {
            answers.Add(await client.CallAsync(id));
            await Task.Delay(10, CancellationToken.None);
        }

        return answers;
    }

    private static async Task<List<TimeSpan>> LatenciesAsync(SandboxClient client, string id, TimeSpan duration)
    {
        var latencies = new List<TimeSpan>();
        for (var total = Stopwatch.StartNew(); total.Elapsed < duration;)
        {
            var watch = Stopwatch.StartNew();
            (await client.CallAsync(id)).Status.Should().Be(200);
            latencies.Add(watch.Elapsed);
        }

        return latencies;
    }

    private static TimeSpan Percentile(List<TimeSpan> values, double part) => values.Order().ElementAt((int)(values.Count * part));
}
