using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Traces;

/// <summary>Calls as OpenTelemetry sees them, at a collector that stands for the administrator's.</summary>
public sealed class TraceTests(TraceTests.Traced traced) : IClassFixture<TraceTests.Traced>
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string EventTraceId = "1af7651916cd43dd8448eb211c80319c";
    private const string OutsideTraceId = "2af7651916cd43dd8448eb211c80319c";
    private const string CallerSpan = "b7ad6b7169203331";
    private const ulong Server = 2;
    private const ulong Client = 3;
    private const ulong Consumer = 5;
    private const ulong Error = 2;

    private readonly SpanCollector _collector = traced.Collector;
    private readonly SandboxClient _client = traced.Client;

    [Fact]
    public async Task The_callers_span_is_the_parent_of_the_invocations_whose_children_are_the_lease_and_each_call_of_a_service()
    {
        var inner = await DeployAsync("inner", "export const handler = (request, context) => ({ traceparent: context.traceparent });");
        var outer = await DeployAsync(
            "outer",
            """
            export async function handler(request, context) {
              await context.bindings.databases.write('traced', 'a', 1);
              const { body } = await context.bindings.functions.invoke('inner');
              return { own: context.traceparent, inner: body.traceparent, header: request.headers.traceparent };
            }
            """,
            """[{"service":"databases","permissions":[{}]},{"service":"functions","permissions":[{}]}]""");

        var answer = await _client.CallAsync(outer, "/x?secret=1", ("traceparent", $"00-{TraceId}-{CallerSpan}-01"), ("tracestate", "vendor=1"));

        answer.Status.Should().Be(200, "{0}", answer);
        var invocation = await _collector.FindAsync("invoke outer");
        invocation.Should().Match<CollectedSpan>(span => span.TraceId == TraceId && span.ParentId == CallerSpan && span.Kind == Server && span.Status == 0);
        answer.Json["own"]!.GetValue<string>().Should().Be($"00-{TraceId}-{invocation.SpanId}-01");
        answer.Json["header"]!.GetValue<string>().Should().Be($"00-{TraceId}-{CallerSpan}-01");
        invocation.Tags["faas.invocation_id"].Should().Be(answer.Header("x-molnos-invocation-id"));
        invocation.Tags.Should().Contain("faas.name", "outer").And.Contain("faas.trigger", "http").And.Contain("http.request.method", "GET")
            .And.Contain("http.response.status_code", "200").And.Contain("url.path", $"/functions/run/{outer}/x");
        invocation.Tags.Values.Should().NotContain(value => value.Contains("secret"));

        var write = await _collector.FindAsync("databases.write");
        var invoke = await _collector.FindAsync("functions.invoke");
        var called = await _collector.FindAsync("invoke inner");
        (write.TraceId, write.ParentId, write.Kind).Should().Be((TraceId, invocation.SpanId, Client));
        (invoke.TraceId, invoke.ParentId, invoke.Kind).Should().Be((TraceId, invocation.SpanId, Client));
        (called.TraceId, called.ParentId).Should().Be((TraceId, invoke.SpanId));
        answer.Json["inner"]!.GetValue<string>().Should().Be($"00-{TraceId}-{called.SpanId}-01");
        _collector.Spans.Where(span => span.Name == "lease").Select(span => span.ParentId).Should().Contain([invocation.SpanId, called.SpanId]);
        _collector.LastHeaders.Should().Contain("x-tenant", "one");
        inner.Should().NotBeEmpty();
    }

    [Fact]
    public async Task An_event_goes_on_with_the_trace_of_whoever_emitted_it()
    {
        await DeployAsync("hearer", "export const handler = (event, context) => { console.log(`heard in ${context.traceparent}`); };", triggers: """[{"type":"event","eventName":"traced"}]""");
        var teller = await DeployAsync(
            "teller", "export const handler = (request, context) => context.bindings.events.emit('traced', 1);", """[{"service":"events","permissions":[{}]}]""");

        await _client.CallAsync(teller, "", ("traceparent", $"00-{EventTraceId}-{CallerSpan}-01"));
        await _client.SendAsync(
            HttpMethod.Post, "/events/emit", SandboxClient.JsonContent(JsonNode.Parse("""{"eventName":"traced","data":2}""")!), ("traceparent", $"00-{OutsideTraceId}-{CallerSpan}-01"));

        var emit = await _collector.FindAsync("events.emit");
        await Eventually.HoldsAsync(() => Task.FromResult(_collector.Spans.Count(span => span.Name == "invoke hearer") == 2), TimeSpan.FromSeconds(30), "both are heard");
        var heard = _collector.Spans.Where(span => span.Name == "invoke hearer").ToDictionary(span => span.TraceId);
        emit.TraceId.Should().Be(EventTraceId);
        (heard[EventTraceId].ParentId, heard[EventTraceId].Kind).Should().Be((emit.SpanId, Consumer));
        (heard[OutsideTraceId].ParentId, heard[OutsideTraceId].Kind).Should().Be((CallerSpan, Consumer));
        var hearer = (await _client.GetAsync("/functions/list?name=hearer")).Json["functions"]![0]!["id"]!.GetValue<string>();
        await _client.LogLineAsync(hearer, line => line.Message == $"heard in 00-{EventTraceId}-{heard[EventTraceId].SpanId}-01", "the function's own span");
    }

    [Fact]
    public async Task A_failed_call_has_a_failed_span_and_without_a_callers_trace_one_of_its_own_and_metrics_come_too()
    {
        var failing = await DeployAsync("failing", "export function handler() { throw new TypeError('no'); }");

        var answer = await _client.CallAsync(failing, "", ("traceparent", $"00-{TraceId.ToUpperInvariant()}-{CallerSpan}-01"));

        answer.Status.Should().Be(500);
        var span = await _collector.FindAsync("invoke failing");
        span.TraceId.Should().NotBe(TraceId).And.HaveLength(32);
        (span.ParentId, span.Status).Should().Be(("", Error));
        span.Tags.Should().Contain("error.type", "TypeError").And.Contain("http.response.status_code", "500");
        await Eventually.HoldsAsync(() => Task.FromResult(_collector.Metrics.Contains("molnos_invocations_total")), TimeSpan.FromSeconds(30), "metrics come");
    }

    [Fact]
    public async Task Who_may_read_a_function_is_told_how_long_its_call_waited_and_ran()
    {
        var timed = await DeployAsync("timed", "export const handler = () => new Promise((resolve) => setTimeout(resolve, 30, { statusCode: 200, headers: { 'server-timing': 'own;dur=1' } }));");
        using var anonymous = traced.Supervisor.AnonymousClient();

        var told = await _client.CallAsync(timed);
        var untold = await anonymous.CallAsync(timed);

        string.Join(", ", told.Headers["server-timing"]).Should().MatchRegex("queue;dur=[0-9.]+(;desc=\"cold\")?, function;dur=[0-9.]+").And.Contain("own;dur=1");
        untold.Header("server-timing").Should().Be("own;dur=1");
    }

    private Task<string> DeployAsync(string name, string code, string? bindings = null, string? triggers = null) => _client.DeployAsync(code, with =>
    {
        with["name"] = name;
        with["allowUnauthenticated"] = true;
        if (bindings is not null)
        {
            with["bindings"] = JsonNode.Parse(bindings);
        }

        if (triggers is not null)
        {
            with["triggers"] = JsonNode.Parse(triggers);
        }
    });

    /// <summary>A supervisor that sends its spans to a collector.</summary>
    public sealed class Traced : IAsyncLifetime
    {
        private SpanCollector? _collector;
        private SupervisorProcess? _supervisor;
        private SandboxClient? _client;

        internal SpanCollector Collector => _collector!;

        internal SupervisorProcess Supervisor => _supervisor!;

        internal SandboxClient Client => _client!;

        public async Task InitializeAsync()
        {
            _collector = await SpanCollector.StartAsync();
            _supervisor = await SupervisorProcess.StartAsync(
                ("Otlp:Endpoint", _collector.Address), ("Otlp:Headers", "x-tenant=one"), ("Otlp:SpanDelay", "100ms"), ("Otlp:MetricsInterval", "1s"), ("Http:ServerTiming", "Readers"));
            _client = _supervisor.Client();
        }

        public async Task DisposeAsync()
        {
            _client?.Dispose();
            await (_supervisor?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_collector?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
