using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Events;

/// <summary>Functions run on events.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;

    private SandboxClient Client => _client!;

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Events:RetryBaseDelay", "50ms"));
        _client = _supervisor.Client();
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await _supervisor!.DisposeAsync();
    }

    [Fact]
    public async Task The_public_example_of_an_event_only_function_is_called_for_both_its_events_and_not_over_HTTP()
    {
        var id = await DeployAsync("""
            {
            "name": "order-processor",
            "code": "async function handler(event, context) { return { statusCode: 200, body: { processed: true } }; }",
            "triggers": [
            { "type": "event", "eventName": "order.created" },
            { "type": "event", "eventName": "order.updated" }
            ]
            }
            """);

        foreach (var name in new[] { "order.created", "order.updated" })
        {
            var (eventId, subscribers) = await Client.EmitAsync(name, new JsonObject { ["id"] = 1 });
            subscribers.Should().Be(1);
            await Client.EventEndAsync(eventId);
        }

        (await Client.EmitAsync("order.deleted")).Subscribers.Should().Be(0);
        (await Client.StatsAsync(id))["invocations"]!.GetValue<long>().Should().Be(2);
        (await Client.CallAsync(id)).Status.Should().Be(404);
    }

    [Fact]
    public async Task The_public_example_of_an_HTTP_only_function_is_called_for_no_event()
    {
        var id = await DeployAsync("""
            {
            "name": "my-api",
            "code": "async function handler(request, context) { return { statusCode: 200, body: { ok: true } }; }",
            "triggers": [{ "type": "http" }]
            }
            """);

        (await Client.CallAsync(id)).Json["ok"]!.GetValue<bool>().Should().BeTrue();
        (await Client.EmitAsync("http")).Subscribers.Should().Be(0);
    }

    [Fact]
    public async Task The_public_example_of_a_hybrid_function_is_called_both_ways()
    {
        var id = await DeployAsync("""
            {
            "name": "dual-trigger",
            "code": "async function handler(request, context) { return { statusCode: 200, body: { handled: true } }; }",
            "triggers": [
            { "type": "http" },
            { "type": "event", "eventName": "data.synced" }
            ]
            }
            """);

        (await Client.CallAsync(id)).Json["handled"]!.GetValue<bool>().Should().BeTrue();
        await Client.EventEndAsync((await Client.EmitAsync("data.synced")).EventId);
        (await Client.StatsAsync(id))["invocations"]!.GetValue<long>().Should().Be(2);
    }

    [Fact]
    public async Task A_handler_gets_the_whole_event_and_its_context_without_an_identity()
    {
        var id = await Client.DeployForEventsAsync(
            "async function handler(event, context) { console.log(JSON.stringify({ event, same: context.request === event, identity: context.identity, id: context.functionId })); }",
            "shape.*");

        var (eventId, _) = await Client.EmitAsync("shape.whole", JsonNode.Parse("""{"text":"åäö ❄ 😀","numbers":[1,2.5,-3e2],"nothing":null}"""));

        var line = await Client.LogLineAsync(id, line => line.Message.StartsWith('{'), "the event");
        var seen = JsonNode.Parse(line.Message)!;
        var given = seen["event"]!.AsObject();
        given.Select(member => member.Key).Should().Equal("type", "eventName", "data", "body", "eventId", "chainDepth", "timestamp", "source", "attempt");
        (given["type"]!.GetValue<string>(), given["eventName"]!.GetValue<string>(), given["eventId"]!.GetValue<string>()).Should().Be(("event", "shape.whole", eventId));
        JsonNode.DeepEquals(given["data"], JsonNode.Parse("""{"text":"åäö ❄ 😀","numbers":[1,2.5,-3e2],"nothing":null}""")).Should().BeTrue();
        JsonNode.DeepEquals(given["data"], given["body"]).Should().BeTrue();
        (given["chainDepth"]!.GetValue<int>(), given["attempt"]!.GetValue<int>()).Should().Be((0, 1));
        given["timestamp"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        given["source"]!.GetValue<string>().Should().Be((await Client.GetAsync("/identity/whoami")).Json["id"]!.GetValue<string>());
        seen["same"]!.GetValue<bool>().Should().BeTrue();
        seen["identity"].Should().BeNull();
        seen["id"]!.GetValue<string>().Should().Be(id);
    }

    [Fact]
    public async Task Of_two_subscribers_the_one_that_throws_is_tried_three_times_and_is_a_dead_letter_while_the_other_has_run_and_the_emitter_never_hears()
    {
        var throws = await Client.DeployForEventsAsync(RepositoryPaths.FunctionSource("events/moody.js"), "two.subscribers");
        var other = await Client.DeployForEventsAsync("async function handler(event) { console.log(event.eventId); }", "two.subscribers");

        var (eventId, subscribers) = await Client.EmitAsync("two.subscribers", new JsonObject { ["how"] = "throws", ["id"] = "t" });

        subscribers.Should().Be(2);
        await Client.LogLineAsync(other, line => line.Message == eventId, "the event of the other");
        var end = await Client.EventEndAsync(eventId, "failed");
        (end["delivered"]!.GetValue<int>(), end["failed"]!.GetValue<int>()).Should().Be((1, 1));
        var letter = (await Client.GetAsync("/events/dead-letters?eventName=two.subscribers")).Json["deadLetters"]!.AsArray().Should().ContainSingle().Subject!;
        (letter["eventId"]!.GetValue<string>(), letter["functionId"]!.GetValue<string>(), letter["attempts"]!.GetValue<int>()).Should().Be((eventId, throws, 3));
        letter["lastError"]!.GetValue<string>().Should().Be("The function threw TypeError: not today");
        await Client.LogLineAsync(throws, line => line.Level == "error" && line.Message.Contains("dead letter after 3 attempts"), "the dead letter");
        (await Client.LogsAsync(throws)).Where(line => line.Message.StartsWith("t attempt", StringComparison.Ordinal)).Select(line => line.Message)
            .Should().Equal(Enumerable.Range(1, 3).Select(attempt => $"t attempt {attempt} event {eventId}"), "each attempt has the same event");
    }

    [Theory]
    [InlineData("throws once", "delivered", 2)]
    [InlineData("answers 404", "delivered", 1)]
    [InlineData("answers 500", "failed", 3)]
    [InlineData("exits", "failed", 3)]
    [InlineData("hangs", "failed", 3)]
    [InlineData("streams", "delivered", 1)]
    public async Task Each_way_a_handler_can_end_is_a_success_or_a_failed_attempt(string how, string status, int attempts)
    {
        var id = await Client.DeployAsync(RepositoryPaths.FunctionSource("events/moody.js"), with =>
        {
            with["triggers"] = EventCalls.Triggers("each.way");
            with["limits"] = new JsonObject { ["timeoutMs"] = how == "hangs" ? 200 : 10_000 };
        });

        var (eventId, _) = await Client.EmitAsync("each.way", new JsonObject { ["how"] = how, ["id"] = "e" });

        await Client.EventEndAsync(eventId, status);
        await Client.LogLineAsync(id, line => line.Message.StartsWith($"e attempt {attempts} ", StringComparison.Ordinal), "the last attempt");
        (await Client.LogsAsync(id)).Count(line => line.Message.StartsWith("e attempt", StringComparison.Ordinal)).Should().Be(attempts);
    }

    [Fact]
    public async Task A_function_may_emit_what_its_binding_names_and_nothing_else()
    {
        var receiver = await Client.DeployForEventsAsync("async function handler(event) { console.log(JSON.stringify(event)); }", "allowed");
        var emitter = await Client.DeployAsync(
            """
            async function handler(request, { bindings: { events } }) {
              const told = await events.emit('allowed', { by: 'function' });
              const refused = await events.emit('forbidden', 1).catch((error) => error.code);
              const wrong = await events.emit('allowed', 'x'.repeat(1024 * 1024)).catch((error) => error.code);
              return { told, refused, wrong };
            }
            """,
            with => with["bindings"] = JsonNode.Parse("""[{"service":"events","permissions":[{"resource":"event","actions":["emit"],"targets":["allowed"]}]}]"""));

        var answer = await Client.CallAsync(emitter);

        (answer.Json["refused"]!.GetValue<string>(), answer.Json["wrong"]!.GetValue<string>()).Should().Be(("permission_denied", "limit_exceeded"), answer.ToString());
        answer.Json["told"]!["subscribers"]!.GetValue<int>().Should().Be(1);
        var eventId = answer.Json["told"]!["eventId"]!.GetValue<string>();
        await Client.EventEndAsync(eventId);
        var seen = JsonNode.Parse((await Client.LogLineAsync(receiver, line => line.Message.StartsWith('{'), "the event")).Message)!;
        (seen["eventId"]!.GetValue<string>(), seen["source"]!.GetValue<string>(), seen["chainDepth"]!.GetValue<int>()).Should().Be((eventId, $"fn-{emitter}", 1));
    }

    [Fact]
    public async Task Who_never_returns_and_who_always_throws_keep_no_event_of_the_others_waiting()
    {
        await Client.DeployAsync(RepositoryPaths.FunctionSource("events/moody.js"), with => with["triggers"] = EventCalls.Triggers("crowd"));
        await Client.DeployForEventsAsync("async function handler() { throw new Error('always'); }", "crowd");
        var prompt = await Client.DeployForEventsAsync("async function handler(event) { console.log(`had ${event.data.id}`); }", "crowd");

        await Task.WhenAll(Enumerable.Range(0, 60).Select(id => Client.EmitAsync("crowd", new JsonObject { ["how"] = "hangs", ["id"] = id })));

        await Eventually.HoldsAsync(
            async () => (await Client.LogsAsync(prompt)).Select(line => line.Message).Distinct(StringComparer.Ordinal).Count() == 60,
            TimeSpan.FromSeconds(10),
            "the prompt one has had all, long before the limit of those that hang");
        (await Client.StatsAsync(prompt))["invocations"]!.GetValue<long>().Should().Be(60, "each once");
    }

    [Fact]
    public async Task What_happens_to_events_is_counted()
    {
        var before = await MetricsAsync();
        await Client.DeployForEventsAsync("async function handler() {}", "counted");

        await Client.EventEndAsync((await Client.EmitAsync("counted")).EventId);

        var after = await MetricsAsync();
        (Value(after, "molnos_events_emitted_total") - Value(before, "molnos_events_emitted_total")).Should().Be(1);
        const string Delivered = "molnos_event_deliveries_total{outcome=\"delivered\"}";
        (Value(after, Delivered) - Value(before, Delivered)).Should().Be(1);
        (Value(after, "molnos_event_delivery_latency_seconds_count") - Value(before, "molnos_event_delivery_latency_seconds_count")).Should().Be(1);
        after.Should().Contain("molnos_event_deliveries_waiting 0").And.Contain("molnos_chain_refused_total{by=\"events.emit\"} 0");
    }

    private static double Value(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
        .Select(line => double.Parse(line[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();

    private async Task<string> MetricsAsync() => (await Client.GetAsync("/metrics")).Text;

    private async Task<string> DeployAsync(string body)
    {
        var answer = await Client.PostAsync("/functions/deploy", JsonNode.Parse(body)!);
        answer.Status.Should().Be(201, answer.ToString());
        return answer.Json["function"]!["id"]!.GetValue<string>();
    }
}
