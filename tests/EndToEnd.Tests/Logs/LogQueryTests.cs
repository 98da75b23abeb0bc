using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Logs;

/// <summary>A function's log is read by limit, time, level and call, or followed as it grows.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class LogQueryTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task Lines_are_chosen_by_level_call_time_and_number()
    {
        var id = await _client.DeployAsync("async function handler(request) { console.log('one'); console.warn('two'); console.error('three'); return 'x'; }");
        var first = await _client.CallAsync(id);
        var second = await _client.CallAsync(id);
        var invocation = second.Header("x-molnos-invocation-id");
        await Eventually.HoldsAsync(async () => (await _client.LogsAsync(id)).Count == 6, TimeSpan.FromSeconds(5), "all lines are there");

        var errors = await _client.LogsAsync(id, "?level=error");
        var ofSecond = await _client.LogsAsync(id, $"?invocationId={invocation}");
        var newest = await _client.LogsAsync(id, "?limit=2");
        var none = await _client.LogsAsync(id, $"?since={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(1).ToString("O"))}");

        first.Status.Should().Be(200);
        errors.Should().OnlyContain(line => line.Message == "three").And.HaveCount(2);
        ofSecond.Select(line => line.Message).Should().BeEquivalentTo("one", "two", "three");
        ofSecond.Should().OnlyContain(line => line.InvocationId == invocation);
        newest.Should().HaveCount(2);
        none.Should().BeEmpty();
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=many")]
    [InlineData("?level=loud")]
    [InlineData("?since=yesterday")]
    [InlineData("?invocationId=zz")]
    public async Task A_query_that_makes_no_sense_is_a_400_that_names_the_field(string query)
    {
        var id = await _client.DeployFileAsync("loading/script.js");

        var answer = await _client.GetAsync($"/functions/{id}/logs{query}");

        answer.Status.Should().Be(400, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain(query[1..query.IndexOf('=', StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task Following_a_log_streams_each_line_as_it_is_written()
    {
        var id = await _client.DeployAsync("async function handler(request) { console.log(`line ${request.query.n}`); return 'x'; }");
        using var response = await _client.OpenAsync(HttpMethod.Get, $"/functions/{id}/logs?follow=true", content: null, CancellationToken.None);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());

        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        for (var n = 0; n < 3; n++)
        {
            await _client.CallAsync(id, $"?n={n}");
            (await NextMessageAsync(events)).Should().Be($"line {n}");
        }
    }

    private static async Task<string> NextMessageAsync(StreamReader events)
    {
        while (await events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return JsonNode.Parse(line[5..])!["message"]!.GetValue<string>();
            }
        }

        throw new InvalidOperationException("The stream of events ended.");
    }
}
