using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Events;

/// <summary>Functions that lead to functions come to an end.</summary>
public sealed class ChainTests : IAsyncLifetime
{
    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;

    private SandboxClient Client => _client!;

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Events:MaxChainDepth", "5"));
        _client = _supervisor.Client();
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await _supervisor!.DisposeAsync();
    }

    [Fact]
    public async Task A_function_that_emits_what_calls_it_runs_exactly_up_to_the_limit_then_the_emit_is_refused_counted_and_logged()
    {
        var id = await DeployAsync("circle", "events/circle.js", "round");

        await Client.EmitAsync("round", 1);

        var refused = await Client.LogLineAsync(id, line => line.Message.StartsWith("refused", StringComparison.Ordinal), "the refusal");
        refused.Message.Should().StartWith("refused at 5: limit_exceeded: ").And.Contain("circle -> circle -> circle -> circle -> circle -> circle is 6");
        (await Client.LogsAsync(id)).Where(line => line.Message.StartsWith("run", StringComparison.Ordinal)).Select(line => line.Message)
            .Should().Equal(Enumerable.Range(0, 6).Select(depth => $"run at {depth}"));
        (await Client.GetAsync("/metrics")).Text.Should().Contain("molnos_chain_refused_total{by=\"events.emit\"} 1");
        _supervisor!.Output.Should().Contain("by events.emit in a chain of 6 functions");
        (await Client.GetAsync("/events?eventName=round")).Json["count"]!.GetValue<int>().Should().Be(6, "what was refused was not emitted");
    }

    [Fact]
    public async Task A_circle_by_fetch_of_the_address_of_emits_runs_exactly_up_to_the_limit_too()
    {
        var address = $"127.0.0.1:{_supervisor!.Address.Port}";
        var id = await Client.DeployFileAsync("events/circle-by-fetch.js", with =>
        {
            with["name"] = "by-fetch";
            with["triggers"] = EventCalls.Triggers("fetched");
            with["bindings"] = JsonNode.Parse($$"""[{"service":"http","permissions":[{"resource":"host","targets":["{{address}}"]}]}]""");
            with["env"] = new JsonObject { ["SERVER"] = $"http://{address}", ["KEY"] = new JsonObject { ["secret"] = _supervisor.AdminToken } };
        });

        await Client.EmitAsync("fetched");

        await Client.LogLineAsync(id, line => line.Message == "at 5 told 508", "the refusal");
        (await Client.LogsAsync(id)).Where(line => line.Message.StartsWith("run", StringComparison.Ordinal)).Select(line => line.Message)
            .Should().Equal(Enumerable.Range(0, 6).Select(depth => $"run at {depth}"));
        (await Client.GetAsync("/metrics")).Text.Should().Contain("molnos_chain_refused_total{by=\"http\"} 1");
        _supervisor.Output.Should().Contain("in a chain of 6 functions").And.Contain("by-fetch -> by-fetch");
    }

    [Fact]
    public async Task Invocations_and_events_of_one_chain_count_together()
    {
        var id = await Client.DeployFileAsync("events/circle-by-invoke.js", with =>
        {
            with["triggers"] = new JsonArray(new JsonObject { ["type"] = "http" }, new JsonObject { ["type"] = "event", ["eventName"] = "invoked" });
            with["bindings"] = JsonNode.Parse("""[{"service":"events","permissions":[{}]},{"service":"functions","permissions":[{}]}]""");
        });

        await Client.EmitAsync("invoked");

        await Client.LogLineAsync(id, line => line.Message == "event at 4 told limit_exceeded", "the refusal of the emit that would have been at 6");
        (await Client.LogsAsync(id)).Where(line => line.Message.StartsWith("event", StringComparison.Ordinal) && !line.Message.Contains("told", StringComparison.Ordinal))
            .Select(line => line.Message).Should().Equal("event at 0", "event at 2", "event at 4");
        (await Client.GetAsync("/metrics")).Text.Should().Contain("molnos_chain_refused_total{by=\"events.emit\"} 1");
    }

    [Fact]
    public async Task A_diamond_and_twenty_chains_at_once_do_not_count_for_each_other()
    {
        // A diamond: one function leads to two, and both to a fourth, which runs twice, at the depth of its own way.
        await DeployAsync("top", "events/passes-on.js", "diamond.top", "diamond.left diamond.right");
        await DeployAsync("left", "events/passes-on.js", "diamond.left", "diamond.bottom");
        await DeployAsync("right", "events/passes-on.js", "diamond.right", "diamond.bottom");
        var bottom = await DeployAsync("bottom", "events/passes-on.js", "diamond.bottom");
        for (var step = 0; step < 6; step++)
        {
            await DeployAsync($"step{step}", "events/passes-on.js", $"line.{step}", step < 5 ? $"line.{step + 1}" : "");
        }

        await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(chain => new Task[]
        {
            Client.EmitAsync("line.0", new JsonObject { ["chain"] = $"line {chain}" }),
            Client.EmitAsync("diamond.top", new JsonObject { ["chain"] = $"diamond {chain}" }),
        }));

        await Eventually.HoldsAsync(
            async () => (await CountAsync("line.5"), await CountAsync("diamond.bottom")) == (20, 40), TimeSpan.FromSeconds(30), "every chain has come to its end");
        (await Client.LogsAsync(bottom)).Should().OnlyContain(line => line.Message.Contains("at 2 from fn-")).And.HaveCount(40);
        (await Client.GetAsync("/metrics")).Text.Should().NotContain("molnos_chain_refused_total{by=\"events.emit\"} 1").And.Contain("molnos_chain_refused_total{by=\"events.emit\"} 0");
        (await Client.GetAsync("/events?status=failed")).Json["count"]!.GetValue<int>().Should().Be(0);
    }

    private async Task<int> CountAsync(string eventName) =>
        (await Client.GetAsync($"/events?eventName={eventName}&status=delivered")).Json["count"]!.GetValue<int>();

    private Task<string> DeployAsync(string name, string file, string eventName, string next = "") => Client.DeployFileAsync(file, with =>
    {
        with["name"] = name;
        with["triggers"] = EventCalls.Triggers(eventName);
        with["bindings"] = EventCalls.MayEmit();
        with["env"] = new JsonObject { ["NEXT"] = next };
    });
}
