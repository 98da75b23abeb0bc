using System.Net.Http.Headers;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>The trace that a request says it belongs to.</summary>
public sealed class CallTraceTests
{
    private const string Run = "/functions/run/func-one";
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task A_callers_trace_goes_on_to_the_function_even_when_nobody_collects_spans()
    {
        await using var host = await TriggerHost.StartAsync();

        await SendAsync(host, [Parent], ["a=1", "b=2"]);
        await SendAsync(host, [], ["a=1"]);
        await SendAsync(host, [Parent, Parent], []);

        host.Calls[0].Request.Trace.Should().Be(new TraceContext(Parent, "a=1, b=2"));
        host.Calls[1].Request.Trace.Should().BeNull();
        host.Calls[2].Request.Trace.Should().BeNull();
    }

    [Fact]
    public async Task Durations_are_told_to_nobody_who_does_not_ask()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "one", AllowUnauthenticated = true });

        using var answer = await host.SendAsync(HttpMethod.Get, Run, await host.AddAccountAsync("administrator"));

        answer.Headers.Contains("server-timing").Should().BeFalse();
    }

    [Fact]
    public async Task Who_may_read_a_function_and_asks_is_told_how_long_its_call_waited_and_ran_and_services_took()
    {
        await using var host = await TriggerHost.StartAsync();
        host.Answer = async call => ((InvocationOutcome.Answered)await TriggerHost.Text("hello")) with
        {
            Times = new CallTimes(TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(12.25), WasCold: true, Bound: TimeSpan.FromMilliseconds(3)),
        };

        using var reader = await AskForTimesAsync(host, await host.AddAccountAsync("administrator"));
        using var stranger = await AskForTimesAsync(host, token: null);

        reader.Headers.GetValues("server-timing").Should().Equal("queue;dur=0.5;desc=\"cold\", function;dur=12.25, bindings;dur=3");
        stranger.Headers.Contains("server-timing").Should().BeFalse();
        host.Calls[0].Request.Headers.Should().NotContain(header => header.Key.StartsWith("x-molnos-"));
    }

    private static Task<HttpResponseMessage> AskForTimesAsync(TriggerHost host, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Run);
        request.Headers.Add(ServerTiming.Asked, "1");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return host.Client.SendAsync(request);
    }

    private static async Task SendAsync(TriggerHost host, string[] parents, string[] states)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Run);
        AddAll(request.Headers, "traceparent", parents);
        AddAll(request.Headers, "tracestate", states);
        using var answer = await host.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static void AddAll(HttpRequestHeaders headers, string name, string[] values)
    {
        foreach (var value in values)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
