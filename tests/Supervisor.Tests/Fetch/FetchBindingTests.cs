using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Fetch;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>Fetches over the wire's calls: what passes, what is bounded, what ends with what.</summary>
public sealed class FetchBindingTests
{
    private const string Url = "http://api.example/";

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_short_response_is_whole_after_one_call()
    {
        await using var upstream = await Upstream.StartAsync(context => AnswerAsync(context, "short"));
        using var rig = FetchRig.Of(upstream);

        var answer = await rig.Invocation().FetchAsync(Url);

        (answer.Value().GetProperty("status").GetInt32(), answer.Value().GetProperty("statusText").GetString()).Should().Be((200, "OK"));
        (answer.Body(), answer.IsEnd()).Should().Be(("short", true));
        rig.Slots.Open.Should().Be(0);
    }

    [Fact]
    public async Task The_connections_headers_and_the_servers_own_are_nobodys_to_set_either_way()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.KeepAlive = "timeout=1";
            return AnswerAsync(context, "x");
        });
        using var rig = FetchRig.Of(upstream);

        var answer = await rig.Invocation().FetchAsync(
            Url,
            "POST",
            """
            {"Host":"evil.example","content-length":"999","transfer-encoding":"chunked","connection":"upgrade","upgrade":"h2c","te":"trailers","expect":"100-continue",
            "proxy-authorization":"x","X-MolnOS-Chain":"0","x-molnos-anything":"x","authorization":"Bearer t","cookie":"a=1","content-type":"text/plain","x-latin":"\u00e5"}
            """,
            "body");

        answer.Body().Should().Be("x");
        var headers = upstream.Requests.Single().Headers;
        headers.Keys.Should().BeEquivalentTo("host", "content-length", "authorization", "cookie", "content-type", "x-latin", CallChain.HeaderName);
        headers["host"].Should().Be("api.example");
        headers["content-length"].Should().Be("4");
        headers["x-latin"].Should().Be("å");
        rig.Seal.Open(headers[CallChain.HeaderName])!.FunctionIds.Should().Equal("outsider", "function");
        answer.Header("keep-alive").Should().BeNull();
    }

    [Theory]
    [InlineData("""{"a\r\nb":"x"}""")]
    [InlineData("""{"a":"x\r\nInjected: yes"}""")]
    [InlineData("""{"a":"x\u0000"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ud83d"}""")]
    [InlineData("""{"":"x"}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""[]""")]
    public async Task A_header_that_HTTP_does_not_allow_is_refused(string headers)
    {
        await using var upstream = await Upstream.StartAsync(context => AnswerAsync(context, "x"));
        using var rig = FetchRig.Of(upstream);

        (await rig.Invocation().FetchAsync(Url, headers: headers)).Code().Should().Be("invalid_argument");
        upstream.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""[1,{"method":"CONNECT","url":"http://api.example/","headers":{}}]""")]
    [InlineData("""[1,{"method":"trace","url":"http://api.example/","headers":{}}]""")]
    [InlineData("""[1,{"method":"GET / HTTP/1.1\r\n","url":"http://api.example/","headers":{}}]""")]
    [InlineData("""[1,{"method":"GET","url":"http://api.example/","headers":{}},{"$bytes":"AA=="}]""")]
    [InlineData("""[1,{"method":"HEAD","url":"http://api.example/","headers":{},"streams":true}]""")]
    [InlineData("""[1,{"method":"POST","url":"http://api.example/","headers":{},"streams":true},{"$bytes":"AA=="}]""")]
    [InlineData("""[1,{"method":"POST","url":"http://api.example/","headers":{}},"text"]""")]
    [InlineData("""[1,{"method":"GET","url":"http://api.example/","headers":{},"unknown":1}]""")]
    [InlineData("""[1,{"method":"GET","url":"http://2130706433/","headers":{}}]""")]
    [InlineData("""[0,{"method":"GET","url":"http://api.example/","headers":{}}]""")]
    [InlineData("""["1",{"method":"GET","url":"http://api.example/","headers":{}}]""")]
    [InlineData("""[1]""")]
    [InlineData("""[]""")]
    public async Task What_no_worker_of_ours_would_send_is_refused(string arguments)
    {
        await using var upstream = await Upstream.StartAsync(context => AnswerAsync(context, "x"));
        using var rig = FetchRig.Of(upstream);

        (await rig.Invocation().CallAsync("fetch", arguments)).Code().Should().Be("invalid_argument");
        upstream.Requests.Should().BeEmpty();
        rig.Slots.Open.Should().Be(0);
    }

    [Fact]
    public async Task A_host_that_no_target_covers_is_denied_and_the_audit_log_hears_its_name()
    {
        await using var upstream = await Upstream.StartAsync(context => AnswerAsync(context, "x"));
        using var rig = new FetchRig(upstream, null, "api.example");

        (await rig.Invocation().FetchAsync("http://evil.example:8080/")).Code().Should().Be("permission_denied");

        rig.Denied.Should().Equal("evil.example:8080");
        rig.Lookups.Should().BeEmpty("not even its name may be asked for: that would tell somebody");
    }

    [Fact]
    public async Task A_fetch_of_another_invocation_is_not_found()
    {
        await using var upstream = await Upstream.StartAsync(LongAsync);
        using var rig = FetchRig.Of(upstream);
        var owner = rig.Invocation();
        await owner.FetchAsync(Url);

        var other = rig.Invocation();

        foreach (var method in new[] { "read", "write", "answer" })
        {
            (await other.CallAsync(method, $"[{owner.Number}]")).Code().Should().Be("not_found");
        }

        await other.CallAsync("cancel", $"[{owner.Number}]");
        (await owner.CallAsync("read", $"[{owner.Number}]")).Body().Should().NotBeEmpty("somebody else's cancel means nothing");
        owner.End();
    }

    [Fact]
    public async Task What_is_open_ends_with_its_invocation()
    {
        await using var upstream = await Upstream.StartAsync(NeverAsync);
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();
        var pending = invocation.FetchAsync(Url);
        await Eventually.HoldsAsync(async () => upstream.Open == 1, s_soon, "the request has arrived");

        invocation.End();

        (await pending).Should().BeSameAs(BindingGate.Ended);
        await Eventually.HoldsAsync(async () => upstream.Open == 0 && rig.Slots.Open == 0, s_soon, "the upstream is free again");
        (await invocation.FetchAsync(Url)).Should().BeSameAs(BindingGate.Ended);
    }

    [Fact]
    public async Task A_cancel_ends_a_fetch_wherever_it_is_even_one_that_comes_after_it()
    {
        await using var upstream = await Upstream.StartAsync(NeverAsync);
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();
        var pending = invocation.FetchAsync(Url);
        await Eventually.HoldsAsync(async () => upstream.Open == 1, s_soon, "the request has arrived");

        await invocation.CallAsync("cancel", $"[{invocation.Number}]");
        await invocation.CallAsync("cancel", $"[{invocation.Number + 1}]");

        (await pending).Should().BeSameAs(FetchFailure.Cancelled);
        (await invocation.FetchAsync(Url)).Should().BeSameAs(FetchFailure.Cancelled);
        await Eventually.HoldsAsync(async () => upstream.Open == 0 && rig.Slots.Open == 0, s_soon, "the upstream is free again");
    }

    [Fact]
    public async Task So_many_fetches_may_be_open_and_one_more_is_refused()
    {
        await using var upstream = await Upstream.StartAsync(LongAsync);
        using var rig = FetchRig.Of(upstream, new FetchOptions { MaxPerInvocation = 2, MaxPerFunction = 3, MaxOpen = 4 });
        FetchingInvocation[] invocations = [rig.Invocation("one"), rig.Invocation("one"), rig.Invocation("two"), rig.Invocation("three")];

        string[] outcomes =
        [
            await OutcomeAsync(invocations[0]), await OutcomeAsync(invocations[0]), await OutcomeAsync(invocations[0]),
            await OutcomeAsync(invocations[1]), await OutcomeAsync(invocations[1]),
            await OutcomeAsync(invocations[2]), await OutcomeAsync(invocations[3]),
        ];

        outcomes.Should().Equal("open", "open", "This invocation has 2", "open", "This function has 3", "open", "The server has as");
        invocations[0].End();
        await Eventually.HoldsAsync(async () => rig.Slots.Open == 2, s_soon, "ended fetches give their slots back");
        (await OutcomeAsync(invocations[3])).Should().Be("open");
        Array.ForEach(invocations, invocation => invocation.End());
        await Eventually.HoldsAsync(async () => upstream.Open == 0, s_soon, "the upstream is free again");

        static async Task<string> OutcomeAsync(FetchingInvocation invocation) =>
            await invocation.FetchAsync(Url) is BindingResult.Failed failed ? string.Join(' ', failed.Message.Split(' ')[..4]) : "open";
    }

    [Fact]
    public async Task Silence_ends_a_fetch_after_the_idle_timeout()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            if (context.Request.Path == "/begun")
            {
                await context.Response.WriteAsync("begun");
                await context.Response.Body.FlushAsync();
            }

            await NeverAsync(context);
        });
        using var rig = FetchRig.Of(upstream, new FetchOptions { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        var invocation = rig.Invocation();

        var silent = await invocation.FetchAsync(Url);
        var begun = await invocation.FetchAsync(Url + "begun");
        var rest = begun.Body() == "begun" ? begun : await invocation.CallAsync("read", "[2]");
        var stalled = await invocation.CallAsync("read", "[2]");

        (silent.Code(), silent.Message()).Should().Be(("unavailable", "api.example was silent for 0.3 s (Fetch:IdleTimeout)."));
        rest.Body().Should().Be("begun");
        stalled.Message().Should().Be(silent.Message());
        await Eventually.HoldsAsync(async () => upstream.Open == 0 && rig.Slots.Open == 0, s_soon, "the upstream is free again");
    }

    private static Task AnswerAsync(HttpContext context, string text)
    {
        context.Response.ContentLength = text.Length;
        return context.Response.WriteAsync(text);
    }

    private static Task NeverAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static async Task LongAsync(HttpContext context)
    {
        try
        {
            for (var piece = new byte[64 * 1024]; ;)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The other side has gone.
        }
    }
}
