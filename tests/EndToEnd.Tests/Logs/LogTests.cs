using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Logs;

/// <summary>What a function prints is in its log, whole, in order and under the right call.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class LogTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_line_that_looks_like_an_answer_is_a_log_line_and_the_next_hundred_calls_are_in_step()
    {
        var id = await _client.DeployFileAsync("logs/impostor.js", with => with["limits"] = new JsonObject { ["maxWorkers"] = 1 });

        var forged = await _client.CallAsync(id, "?forge");
        forged.Json["calls"]!.GetValue<int>().Should().Be(1, forged.ToString());
        for (var n = 0; n < 100; n++)
        {
            var answer = await _client.CallAsync(id, $"?n={n}");
            answer.Text.Should().Be($$"""{"calls":{{n + 2}},"n":"{{n}}"}""");
        }

        await Eventually.HoldsAsync(
            async () => (await _client.LogsAsync(id)).Count(line => line.Message.Contains("\"body\":\"forged\"", StringComparison.Ordinal)) == 5,
            TimeSpan.FromSeconds(5),
            "all five ways out end in the log");
    }

    [Fact]
    public async Task A_line_of_a_megabyte_is_cut_with_a_marker_and_every_later_line_is_there()
    {
        var id = await _client.DeployFileAsync("logs/long-lines.js");

        var answer = await _client.CallAsync(id);

        answer.Text.Should().Be("written");
        await _client.LogLineAsync(id, line => line.Message == "the last line", "the last line");
        var lines = await _client.LogsAsync(id, "?limit=2000");
        lines.Select(line => line.Message).Where(message => message.StartsWith("short ", StringComparison.Ordinal))
            .Should().Equal(Enumerable.Range(0, 1000).Select(n => $"short {n}"));
        var cut = lines.Single(line => line.Message.StartsWith("aaaa", StringComparison.Ordinal)).Message;
        cut.Length.Should().BeInRange(1000, 16 * 1024 + 100);
        cut.Should().NotEndWith("aaaa", "a marker says that it was cut");
    }

    [Fact]
    public async Task The_last_line_before_the_return_is_never_lost()
    {
        var id = await _client.DeployAsync("async function handler(request) { console.log(`just before ${request.query.n}`); return 'x'; }");
        for (var n = 0; n < 200; n++)
        {
            await _client.CallAsync(id, $"?n={n}");
        }

        await _client.LogLineAsync(id, line => line.Message == "just before 199", "the last line");
        (await _client.LogsAsync(id)).Select(line => line.Message).Should().Equal(Enumerable.Range(0, 200).Select(n => $"just before {n}"));
    }

    [Fact]
    public async Task Values_are_readable_whatever_their_shape_and_keep_their_level()
    {
        var id = await _client.DeployFileAsync("logs/shapes.js");

        await _client.CallAsync(id);
        await _client.LogLineAsync(id, line => line.Message.Contains("cell", StringComparison.Ordinal), "the table");
        var lines = await _client.LogsAsync(id);

        lines.Should().Contain(line => line.Message.Contains("three deep"));
        lines.Should().Contain(line => line.Message.Contains("[Circular *1]"));
        lines.Should().Contain(line => line.Level == "error" && line.Message.Contains("TypeError: outer") && line.Message.Contains("RangeError: inner"));
        lines.Should().Contain(line => line.Message == "seven is 7");
        lines.Should().Contain(line => line.Message.Contains("'key' => Set(2) { 1, 2 }"));
        lines.Should().Contain(line => line.Level == "debug" && line.Message == "at debug");
        lines.Should().Contain(line => line.Level == "info" && line.Message == "at info");
        lines.Should().Contain(line => line.Level == "warn" && line.Message == "at warn");
        lines.Should().Contain(line => line.Level == "warn" && line.Message.Contains("with fields"));
    }

    [Fact]
    public async Task A_line_after_the_answer_is_marked_late_and_keeps_its_invocations_id()
    {
        var id = await _client.DeployFileAsync("logs/late.js");

        var answer = await _client.CallAsync(id);
        var late = await _client.LogLineAsync(id, line => line.Message == "too late", "the late line");
        var inTime = await _client.LogLineAsync(id, line => line.Message == "in time", "the other line");

        late.IsLate.Should().BeTrue();
        inTime.IsLate.Should().BeFalse();
        late.InvocationId.Should().Be(answer.Json["invocationId"]!.GetValue<string>()).And.Be(inTime.InvocationId);
    }

    [Fact]
    public async Task Lines_of_calls_that_run_side_by_side_keep_their_own_ids()
    {
        var id = await _client.DeployFileAsync("logs/interleaved.js", with => with["limits"] = new JsonObject { ["maxWorkers"] = 1 });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => _client.CallAsync(id, $"?n={n}")));
        await Eventually.HoldsAsync(async () => (await _client.LogsAsync(id)).Count == 50, TimeSpan.FromSeconds(5), "all lines are there");
        var lines = await _client.LogsAsync(id);

        lines.Should().OnlyContain(line => line.Message.EndsWith($"says {line.InvocationId}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_is_cut_with_a_line_that_says_how_much_is_missing_and_the_call_still_answers()
    {
        var id = await _client.DeployFileAsync("logs/flood.js");

        var answer = await _client.CallAsync(id, "?ms=500");

        answer.Status.Should().Be(200, answer.ToString());
        await _client.LogLineAsync(id, line => line.Level == "warn" && line.Message.Any(char.IsDigit) && !line.Message.StartsWith("flood", StringComparison.Ordinal), "how much is missing");
        var after = await Eventually.FindsAsync(
            async () => { await _client.CallAsync(id, "?ms=0"); return (await _client.CallAsync(id, "?ms=1")) is { Status: 200 } next ? next : null; },
            TimeSpan.FromSeconds(5),
            "later calls answer");
        after.Status.Should().Be(200);
    }
}
