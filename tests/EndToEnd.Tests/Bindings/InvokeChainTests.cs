using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>Functions that call each other in a circle come to an end, and those that do not are left alone.</summary>
public sealed partial class InvokeChainTests : IAsyncLifetime
{
    private const int MostDepth = 5;

    private SupervisorProcess _supervisor = null!;
    private SandboxClient _client = null!;

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Events:MaxChainDepth", $"{MostDepth}"));
        _client = _supervisor.Client();
    }

    [Fact]
    public async Task A_function_that_invokes_itself_runs_once_more_than_the_limit_and_is_then_refused_counted_and_logged()
    {
        var id = await DeployAsync("ouroboros", "$self");
        var before = await RefusedAsync();

        var answer = await _client.CallAsync(id);

        answer.Json["calls"]!.GetValue<int>().Should().Be(MostDepth + 1, answer.ToString());
        var refusal = answer.Json["refused"]!.AsArray().Should().ContainSingle().Subject!.GetValue<string>();
        var chain = string.Join(" -> ", Enumerable.Repeat("ouroboros", MostDepth + 1));
        refusal.Should().StartWith("limit_exceeded").And.Contain($"{chain} is {MostDepth + 1}, and Events:MaxChainDepth allows {MostDepth}");
        (await _client.StatsAsync(id))["invocations"]!.GetValue<int>().Should().Be(MostDepth + 1);
        (await RefusedAsync() - before).Should().Be(1);
        await _client.LogLineAsync(id, line => line.Level == "warn" && line.Message.Contains(chain, StringComparison.Ordinal), "the chain");
        _supervisor.Output.Split('\n').Count(line => line.Contains(chain, StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task A_circle_of_two_is_one_chain()
    {
        await DeployAsync("ping", "pong");
        var pong = await DeployAsync("pong", "ping");

        var answer = await _client.CallAsync(pong);

        answer.Json["calls"]!.GetValue<int>().Should().Be(MostDepth + 1, answer.ToString());
        answer.Json["refused"]![0]!.GetValue<string>().Should().Contain("pong -> ping -> pong -> ping -> pong -> ping");
    }

    [Fact]
    public async Task A_diamond_of_twenty_and_twenty_chains_at_once_are_not_mistaken_for_a_circle()
    {
        await DeployAsync("leaf", "");
        await DeployAsync("middle", "leaf");
        var top = await DeployAsync("top", string.Join(',', Enumerable.Repeat("middle", 20)));
        var before = await RefusedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.CallAsync(top)));

        answers.Should().OnlyContain(answer => answer.Status == 200);
        answers.Select(answer => answer.Json["calls"]!.GetValue<int>()).Should().OnlyContain(calls => calls == 41);
        answers.SelectMany(answer => answer.Json["refused"]!.AsArray()).Should().BeEmpty();
        (await RefusedAsync() - before).Should().Be(0);
    }

    [Fact]
    public async Task A_chain_as_long_as_the_limit_is_whole()
    {
        await DeployAsync("f5", "");
        for (var n = 4; n >= 1; n--)
        {
            await DeployAsync($"f{n}", $"f{n + 1}");
        }

        var outermost = await DeployAsync("f0", "f1");

        var answer = await _client.CallAsync(outermost);

        answer.Json.ToJsonString().Should().Be("""{"calls":6,"refused":[]}""");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _supervisor.DisposeAsync();
    }

    private Task<string> DeployAsync(string name, string targets) => _client.DeployFileAsync("bindings/circle.js", with =>
    {
        with["name"] = name;
        with["env"] = new JsonObject { ["TARGETS"] = targets };
        with["bindings"] = JsonNode.Parse("""[{"service":"functions","permissions":[{}]}]""");
    });

    private async Task<long> RefusedAsync()
    {
        var metrics = await _client.GetAsync("/metrics");
        return long.Parse(Refused().Match(metrics.Text).Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("molnos_chain_refused_total\\{by=\"functions\\.invoke\"\\} (?<count>\\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refused();
}
