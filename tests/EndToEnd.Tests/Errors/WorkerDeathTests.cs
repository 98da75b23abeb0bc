using System.Diagnostics;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Errors;

/// <summary>A worker that dies takes its own calls with it and nothing else.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class WorkerDeathTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Theory]
    [InlineData("?code=0", "code 0")]
    [InlineData("?code=7", "code 7")]
    [InlineData("?abort=yes", "SIGABRT")]
    public async Task An_exit_is_a_502_that_says_how_and_the_next_call_is_served_by_a_new_worker(string how, string reason)
    {
        var id = await _client.DeployFileAsync("errors/exits.js", with => with["limits"] = new JsonObject { ["maxWorkers"] = 1 });
        var before = (await _client.CallAsync(id)).Json["worker"]!.GetValue<string>();

        var answer = await _client.CallAsync(id, how);
        var after = await NextAsync(id);

        answer.Status.Should().Be(502, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain(reason);
        after.Json["worker"]!.GetValue<string>().Should().NotBe(before);
    }

    [Fact]
    public async Task The_caller_of_a_worker_that_exits_hears_of_it_within_100_milliseconds()
    {
        var quickest = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var id = await _client.DeployFileAsync("errors/exits.js");
            await _client.CallAsync(id);
            var watch = Stopwatch.StartNew();
            (await _client.CallAsync(id, "?code=0")).Status.Should().Be(502);
            quickest = watch.Elapsed < quickest ? watch.Elapsed : quickest;
        }

        quickest.Should().BeLessThan(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task The_last_words_of_a_worker_stand_in_its_functions_log()
    {
        var id = await _client.DeployFileAsync("errors/exits.js");

        await _client.CallAsync(id, "?stderr=yes");

        await _client.LogLineAsync(id, line => line.Message.Contains("the last words", StringComparison.Ordinal), "what the worker wrote last");
        await _client.LogLineAsync(id, line => line.Level == "error" && line.Message.Contains("code 3", StringComparison.Ordinal), "the exit code");
    }

    [Fact]
    public async Task Other_calls_of_a_worker_that_exits_get_an_answer_at_once()
    {
        var id = await _client.DeployAsync(
            """
            async function handler(request) {
              if (request.query.exit) process.exit(5);
              console.log('begun');
              await new Promise((resolve) => setTimeout(resolve, 20_000));
            }
            """,
            with => with["limits"] = new JsonObject { ["maxWorkers"] = 1 });

        var watch = Stopwatch.StartNew();
        var waiting = Enumerable.Range(0, 5).Select(_ => _client.CallAsync(id)).ToList();
        await Eventually.HoldsAsync(async () => (await _client.LogsAsync(id)).Count(line => line.Message == "begun") == 5, TimeSpan.FromSeconds(5), "five calls have begun");
        await _client.CallAsync(id, "?exit=yes");
        var answers = await Task.WhenAll(waiting);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8), "the calls would have gone on for 20 s");
        answers.Should().OnlyContain(answer => answer.Status == 502);
    }

    private Task<HttpAnswer> NextAsync(string id) => Eventually.FindsAsync(
        async () => await _client.CallAsync(id) is { Status: 200 } answer ? answer : null, TimeSpan.FromSeconds(3), "a healthy worker answers");
}
