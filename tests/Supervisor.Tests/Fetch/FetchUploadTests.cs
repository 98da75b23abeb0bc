using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Fetch;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>Bodies of requests that come in pieces.</summary>
public sealed class FetchUploadTests
{
    private const string Url = "http://api.example/";
    private const int Mega = 1024 * 1024;

    [Fact]
    public async Task A_body_is_sent_in_pieces_and_each_is_there_before_the_next()
    {
        var pieces = new ConcurrentQueue<string>();
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            var buffer = new byte[100];
            for (int count; (count = await context.Request.Body.ReadAsync(buffer)) > 0;)
            {
                pieces.Enqueue(Encoding.UTF8.GetString(buffer, 0, count));
            }

            await context.Response.WriteAsync($"{context.Request.Headers.TransferEncoding}{context.Request.ContentLength}");
        });
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();

        (await BeginAsync(invocation, 1)).Should().BeSameAs(BindingResult.Undefined);
        var answer = invocation.CallAsync("answer", "[1]");
        foreach (var piece in new[] { "one", "two", "three" })
        {
            (await invocation.CallAsync("write", $"[1,{FetchingInvocation.Bytes(piece)}]")).Should().BeSameAs(BindingResult.True);
            await Eventually.HoldsAsync(async () => pieces.LastOrDefault() == piece, TimeSpan.FromSeconds(10), $"{piece} has arrived");
        }

        await invocation.CallAsync("write", "[1,null,true]");

        (await answer).Body().Should().Be("chunked");
        pieces.Should().Equal("one", "two", "three");
    }

    [Fact]
    public async Task A_body_that_takes_long_is_no_silence_as_long_as_it_flows()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("heard all");
        });
        using var rig = FetchRig.Of(upstream, new FetchOptions { IdleTimeout = TimeSpan.FromSeconds(2) });
        var invocation = rig.Invocation();
        await BeginAsync(invocation, 1);
        var answer = invocation.CallAsync("answer", "[1]");

        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(5); await Task.Delay(50))
        {
            await invocation.CallAsync("write", $"[1,{FetchingInvocation.Bytes("a little")}]");
        }

        await invocation.CallAsync("write", "[1,null,true]");
        (await answer).Body().Should().Be("heard all");
    }

    [Fact]
    public async Task A_length_that_is_known_is_sent_and_held()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.ContentLength}:{await reader.ReadToEndAsync()}");
        });
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();

        await BeginAsync(invocation, 1, ",\"length\":6");
        await invocation.CallAsync("write", $"[1,{FetchingInvocation.Bytes("sixsix")},true]");
        var right = await invocation.CallAsync("answer", "[1]");
        await BeginAsync(invocation, 2, ",\"length\":6");
        await invocation.CallAsync("write", $"[2,{FetchingInvocation.Bytes("seven!!")},true]");
        var wrong = await invocation.CallAsync("answer", "[2]");

        right.Body().Should().Be("6:sixsix");
        wrong.Code().Should().Be("unavailable");
    }

    [Fact]
    public async Task A_request_body_beyond_the_limit_is_refused_and_the_upstream_sees_it_broken()
    {
        var wasWhole = false;
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            wasWhole = true;
        });
        using var rig = FetchRig.Of(upstream, new FetchOptions { MaxRequestBytes = 1500 });
        var invocation = rig.Invocation();
        await BeginAsync(invocation, 1);

        var first = await invocation.CallAsync("write", $"[1,{FetchingInvocation.Bytes(new string('x', 1000))}]");
        var second = await invocation.CallAsync("write", $"[1,{FetchingInvocation.Bytes(new string('x', 1000))}]");

        first.Should().BeSameAs(BindingResult.True);
        (second.Code(), second.Message()).Should().Be(("limit_exceeded", "The body of the request is longer than 1500 bytes (Fetch:MaxRequestBytes)."));
        await Eventually.HoldsAsync(async () => upstream.Open == 0 && rig.Slots.Open == 0, TimeSpan.FromSeconds(10), "the upstream is free again");
        wasWhole.Should().BeFalse();
    }

    [Fact]
    public async Task An_upstream_that_does_not_read_makes_the_function_wait()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        using var rig = new FetchRig(((IPEndPoint)deaf.LocalEndpoint).Port);
        rig.Name("api.example", ["93.184.216.34"]);
        var invocation = rig.Invocation();
        await BeginAsync(invocation, 1);
        using var connection = await deaf.AcceptSocketAsync();
        var piece = $"[1,{FetchingInvocation.Bytes(new string('x', Mega))}]";

        var taken = 0;
        var write = invocation.CallAsync("write", piece);
        while (await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(1))) == write)
        {
            (await write).Should().BeSameAs(BindingResult.True);
            (++taken).Should().BeLessThan(64, "what nobody reads is not taken without end");
            write = invocation.CallAsync("write", piece);
        }

        invocation.End();
        (await write).Should().BeSameAs(BindingGate.Ended);
    }

    private static Task<BindingResult> BeginAsync(FetchingInvocation invocation, long number, string more = "") =>
        invocation.CallAsync("fetch", $$"""[{{number}},{"method":"POST","url":"{{Url}}","headers":{},"streams":true{{more}}}]""");
}
