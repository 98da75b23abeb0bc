using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Routes;

/// <summary>Routes that lead to other servers.</summary>
public sealed class UpstreamRouteTests(RouteRig rig) : IClassFixture<RouteRig>, IAsyncLifetime
{
    private const string Host = "up.example.test";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => rig.RemoveAllAsync();

    [Fact]
    public async Task An_upstream_gets_the_request_and_its_answer_goes_back_as_it_is()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["x-own"] = "yes";
            await context.Response.WriteAsync("short and stout");
        });
        await PutAsync($$$$$"""{"destinations":{"a":{"address":"{{{{{upstream.Address}}}}}/base/"}},"transforms":[{"PathRemovePrefix":"/tea"},{"RequestHeader":"x-added","Set":"1"}]}""", "/tea/{**rest}");

        var (status, body) = await rig.AskAsync(Host, "/tea/pot%2F1?full=1", "DELETE");

        (status, body.GetValue<string>()).Should().Be((418, "short and stout"));
        var request = upstream.Requests.Single();
        (request.Method, request.Target).Should().Be(("DELETE", "/base/pot%2F1?full=1"));
        request.Headers["x-added"].Should().Be("1");
        request.Headers["x-forwarded-host"].Should().Be(Host);
    }

    [Fact]
    public async Task A_dead_server_is_left_out_once_enough_requests_to_it_have_failed()
    {
        await using var alive = await Upstream.StartAsync(context => context.Response.WriteAsync("alive"));
        var dead = await DeadAddressAsync();
        await PutAsync($$$$$"""{"destinations":{"a":{"address":"{{{{{alive.Address}}}}}"},"b":{"address":"{{{{{dead}}}}}"}},"loadBalancing":"RoundRobin","healthCheck":{"passive":{"failureRate":0.5}}}""");

        var failed = 0;
        var inARow = 0;
        while (inARow < 10)
        {
            var (status, body) = await rig.AskAsync(Host, "/x");
            (failed, inARow) = status == 200 ? (failed, inARow + 1) : (failed + 1, 0);
            failed.Should().BeLessThan(20, "a dead server is not asked for ever");
            if (status != 200)
            {
                status.Should().Be(502);
                body["message"]!.GetValue<string>().Should().Be("The upstream of this address could not be reached, or gave no answer that can be read.");
            }
        }

        failed.Should().BePositive();
    }

    [Fact]
    public async Task Servers_whose_health_is_asked_for_and_bad_are_left_out_and_without_any_the_answer_is_503()
    {
        await using var ill = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/healthy" ? 500 : 200;
            return Task.CompletedTask;
        });
        await PutAsync($$$$$"""{"destinations":{"a":{"address":"{{{{{ill.Address}}}}}"}},"healthCheck":{"active":{"path":"/healthy","intervalMs":100,"timeoutMs":5000,"threshold":1}}}""");

        await Eventually.HoldsAsync(async () => (await rig.AskAsync(Host, "/x")).Status == 503, TimeSpan.FromSeconds(20), "the only server is known to be ill");

        (await rig.AskAsync(Host, "/x")).Body["cause"]!["statusCode"]!.GetValue<int>().Should().Be(503);
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_a_504()
    {
        await using var silent = await Upstream.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await PutAsync($$$$$"""{"destinations":{"a":{"address":"{{{{{silent.Address}}}}}"}},"timeoutMs":200}""");

        var (status, body) = await rig.AskAsync(Host, "/x");

        status.Should().Be(504);
        body["error"]!.GetValue<string>().Should().Be("Gateway Timeout");
    }

    [Fact]
    public async Task A_WebSocket_goes_through_to_an_upstream()
    {
        await using var upstream = await Upstream.StartAsync(EchoUpgradedAsync);
        await PutAsync($$$$$"""{"destinations":{"a":{"address":"{{{{{upstream.Address}}}}}"}}}""");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", Host);

        await socket.ConnectAsync(new UriBuilder(rig.Host.Address) { Scheme = "ws", Path = "/chat" }.Uri, limit.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, limit.Token);

        Encoding.UTF8.GetString(buffer, 0, received.Count).Should().Be("hello");
    }

    [Fact]
    public async Task A_route_to_upstreams_asks_for_a_permission_of_its_own()
    {
        var key = await rig.Host.KeyOfAsync("routes.route.*");

        using var answer = await rig.Host.SendAsync("PUT", "/routes/up", """{"match":{"path":"/up"},"upstreams":{"destinations":{"a":{"address":"http://169.254.169.254/"}}}}""", token: key);

        (await FrontHost.MessageOfErrorAsync(answer)).Should().Be("This needs the permission routes.upstreams.write:up.");
    }

    [Fact]
    public async Task It_is_shown_as_it_was_put()
    {
        const string Upstreams = """{"destinations":{"a":{"address":"http://10.0.0.5:8080/","health":"http://10.0.0.5:9090/"}},"loadBalancing":"LeastRequests","healthCheck":{"active":{"path":"/ok","intervalMs":60000},"passive":{"reactivationMs":1000}},"timeoutMs":5000,"transforms":[{"PathPrefix":"/v1"}]}""";
        await PutAsync(Upstreams);

        using var shown = await rig.Host.SendAsync("GET", "/routes/up");

        (await shown.Content.ReadAsStringAsync()).Should().Contain($"\"upstreams\":{Upstreams},");
    }

    [Theory]
    [InlineData("""{}""", "upstreams.destinations is missing.")]
    [InlineData("""{"destinations":{}}""", "upstreams.destinations must have 1 to 64 servers.")]
    [InlineData("""{"destinations":{"a":{"address":"ftp://x/"}}}""", "upstreams.destinations.a.address must be an address*")]
    [InlineData("""{"destinations":{"a":{"address":"http://u:p@x/"}}}""", "upstreams.destinations.a.address must be an address*")]
    [InlineData("""{"destinations":{"a":{"address":"http://x/","weight":2}}}""", "upstreams.destinations.a.weight is not a known field.")]
    [InlineData("""{"destinations":{"a":{"address":"http://x/"}},"loadBalancing":"Fair"}""", "*Fair*")]
    [InlineData("""{"destinations":{"a":{"address":"http://x/"}},"transforms":[{"Nonsense":"1"}]}""", "*Nonsense*")]
    [InlineData("""{"destinations":{"a":{"address":"http://x/"}},"timeoutMs":0}""", "upstreams.timeoutMs must be a whole number*")]
    [InlineData("""{"destinations":{"a":{"address":"http://x/"}},"healthCheck":{"passive":{"failureRate":2}}}""", "upstreams.healthCheck.passive.failureRate must be a number*")]
    public async Task Upstreams_that_cannot_be_are_refused(string upstreams, string message)
    {
        using var answer = await rig.Host.SendAsync("PUT", "/routes/up", $$"""{"match":{"path":"/up"},"upstreams":{{upstreams}}}""");

        ((int)answer.StatusCode).Should().Be(400);
        (await FrontHost.MessageOfErrorAsync(answer)).Should().Match(message);
    }

    private Task PutAsync(string upstreams, string path = "/{**rest}") =>
        rig.PutAsync("up", $$"""{"match":{"hosts":["{{Host}}"],"path":"{{path}}"},"upstreams":{{upstreams}}}""");

    /// <summary>An address at which somebody listened, and nobody does.</summary>
    private static async Task<string> DeadAddressAsync()
    {
        await using var gone = await Upstream.StartAsync(static _ => Task.CompletedTask);
        return gone.Address;
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The handshake of WebSockets asks for it (RFC 6455, 1.3).")]
    private static async Task EchoUpgradedAsync(HttpContext context)
    {
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(System.Security.Cryptography.SHA1.HashData(
            Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        context.Response.Headers.Upgrade = "websocket";
        await using var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[1024];
        var message = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
    }
}
