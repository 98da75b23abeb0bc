using System.Net;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Routes;

/// <summary>Making, changing and removing routes while the server runs.</summary>
public sealed class RouteChangeTests(RouteRig rig) : IClassFixture<RouteRig>, IAsyncLifetime
{
    private const string Orders = """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}"},"function":"public"}""";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => rig.RemoveAllAsync();

    [Fact]
    public async Task A_route_is_made_shown_replaced_and_removed()
    {
        using var made = await rig.Host.SendAsync("PUT", "/routes/orders", Orders);
        using var replaced = await rig.Host.SendAsync("PUT", "/routes/orders", """{"name":"orders","match":{"path":"/orders","methods":["get"]},"order":5,"function":"public_1"}""");
        using var shown = await rig.Host.SendAsync("GET", "/routes/orders");
        using var listed = await rig.Host.SendAsync("GET", "/routes");
        using var removed = await rig.Host.SendAsync("DELETE", "/routes/orders");
        using var again = await rig.Host.SendAsync("DELETE", "/routes/orders");
        using var missing = await rig.Host.SendAsync("GET", "/routes/orders");

        made.StatusCode.Should().Be(HttpStatusCode.Created);
        made.Headers.Location!.ToString().Should().Be("/routes/orders");
        replaced.StatusCode.Should().Be(HttpStatusCode.OK);
        var route = JsonNode.Parse(await shown.Content.ReadAsStringAsync())!["route"]!.AsObject();
        route.Remove("createdAt").Should().BeTrue();
        route.Remove("updatedAt").Should().BeTrue();
        route.ToJsonString().Should().Be("""{"name":"orders","match":{"path":"/orders","methods":["GET"]},"order":5,"function":"public_1"}""");
        JsonNode.Parse(await listed.Content.ReadAsStringAsync())!["count"]!.GetValue<int>().Should().Be(1);
        removed.StatusCode.Should().Be(HttpStatusCode.OK);
        again.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await FrontHost.MessageOfErrorAsync(missing)).Should().Be("There is no route orders.");
    }

    [Fact]
    public async Task What_is_answered_holds_for_the_very_next_request()
    {
        for (var round = 0; round < 50; round++)
        {
            await rig.PutAsync("orders", Orders);
            (await rig.AskAsync("api.example.test", "/orders/1")).Status.Should().Be(200);
            using var removed = await rig.Host.SendAsync("DELETE", "/routes/orders");
            (await rig.AskAsync("api.example.test", "/orders/1")).Status.Should().Be(404);
        }
    }

    [Fact]
    public async Task A_request_in_flight_ends_well_when_its_route_is_removed()
    {
        await rig.PutAsync("orders", Orders);
        var inFlight = rig.AskAsync("api.example.test", "/orders/slow");
        await rig.SlowBegan.Task.WaitAsync(TimeSpan.FromSeconds(10));

        using var removed = await rig.Host.SendAsync("DELETE", "/routes/orders");

        (await rig.AskAsync("api.example.test", "/orders/1")).Status.Should().Be(404);
        rig.SlowEnds.SetResult();

        (await inFlight).Status.Should().Be(200);
    }

    [Fact]
    public async Task No_call_fails_while_other_routes_come_and_go()
    {
        await rig.PutAsync("orders", Orders);
        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            var calls = 0;
            while (!done.IsCancellationRequested)
            {
                var path = caller % 2 == 0 ? "/orders/1" : $"/functions/run/{RouteRig.PublicId}/1";
                var (status, body) = await rig.AskAsync(caller % 2 == 0 ? "api.example.test" : "127.0.0.1", path);
                (status, body["subpath"]!.GetValue<string>()).Should().Be((200, "/1"));
                calls++;
            }

            return calls;
        })).ToList();

        for (var round = 0; round < 40; round++)
        {
            await rig.PutAsync($"other-{round}", """{"match":{"hosts":["api.example.test","*.example.test"],"path":"/other/{**rest}"},"function":"public"}""");
            using var removed = await rig.Host.SendAsync("DELETE", $"/routes/other-{round}");
        }

        await done.CancelAsync();
        (await Task.WhenAll(callers)).Should().OnlyContain(calls => calls > 5);
    }

    [Fact]
    public async Task Each_act_asks_for_its_permission_on_this_route()
    {
        var key = await rig.Host.KeyOfAsync("routes.route.write:orders");

        using var made = await rig.Host.SendAsync("PUT", "/routes/orders", Orders, token: key);
        using var other = await rig.Host.SendAsync("PUT", "/routes/other", Orders, token: key);
        using var removed = await rig.Host.SendAsync("DELETE", "/routes/orders", token: key);

        made.StatusCode.Should().Be(HttpStatusCode.Created);
        (await FrontHost.MessageOfErrorAsync(other)).Should().Be("This needs the permission routes.route.write:other.");
        (await FrontHost.MessageOfErrorAsync(removed)).Should().Be("This needs the permission routes.route.delete:orders.");
    }

    [Theory]
    [InlineData("""{"function":"public"}""", "match is missing.")]
    [InlineData("""{"match":{},"function":"public"}""", "match.path is missing.")]
    [InlineData("""{"match":{"path":"/x"}}""", "The body must have either function or upstreams.")]
    [InlineData("""{"match":{"path":"/x","verbs":[]},"function":"public"}""", "match.verbs is not a known field.")]
    [InlineData("""{"match":{"path":"x"},"function":"public"}""", "match.path must begin with /.")]
    [InlineData("""{"match":{"path":"/{**a}/b"},"function":"public"}""", "match.path cannot be read: A catch-all parameter can only appear as the last segment of the route template.")]
    [InlineData("""{"match":{"path":"/{a:regex((x+x+)+y)}"},"function":"public"}""", "match.path has a constraint that is not known*")]
    [InlineData("""{"match":{"path":"/{a:range(x,2)}"},"function":"public"}""", "match.path has a constraint with wrong arguments: range(x,2).")]
    [InlineData("""{"match":{"path":"/functions/run/{**rest}"},"function":"public"}""", "match.path begins with a path of this server's own*")]
    [InlineData("""{"match":{"path":"/HEALTH"},"function":"public"}""", "match.path begins with a path of this server's own*")]
    [InlineData("""{"match":{"path":"/x","hosts":["127.0.0.1"]},"function":"public"}""", "match.hosts[0] must be a name*")]
    [InlineData("""{"match":{"path":"/x","hosts":["localhost"]},"function":"public"}""", "match.hosts[0] must be a name*")]
    [InlineData("""{"match":{"path":"/x","hosts":["a.test:80"]},"function":"public"}""", "match.hosts[0] must be a name*")]
    [InlineData("""{"match":{"path":"/x","hosts":["*"]},"function":"public"}""", "match.hosts[0] must be a name*")]
    [InlineData("""{"match":{"path":"/x","methods":["FETCH"]},"function":"public"}""", "*FETCH*")]
    [InlineData("""{"match":{"path":"/x","headers":[{"name":"a b","values":["1"]}]},"function":"public"}""", "match.headers[0].name must be the name of a header.")]
    [InlineData("""{"match":{"path":"/x","headers":[{"name":"a","mode":"exists","values":["1"]}]},"function":"public"}""", "match.headers[0].values must be omitted where mode is exists.")]
    [InlineData("""{"match":{"path":"/x","headers":[{"name":"a"}]},"function":"public"}""", "match.headers[0].values must have at least one item.")]
    [InlineData("""{"match":{"path":"/x"},"order":1.5,"function":"public"}""", "order must be a whole number*")]
    [InlineData("""{"name":"other","match":{"path":"/x"},"function":"public"}""", "name must be the name in the address, or be omitted.")]
    [InlineData("""{"match":{"path":"/x"},"function":"nobody"}""", "function is not the id or name of a function: deploy it first.")]
    public async Task A_route_that_cannot_be_is_refused_and_nothing_is_stored(string json, string message)
    {
        using var answer = await rig.Host.SendAsync("PUT", "/routes/wrong", json);
        using var listed = await rig.Host.SendAsync("GET", "/routes");

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await FrontHost.MessageOfErrorAsync(answer)).Should().Match(message);
        JsonNode.Parse(await listed.Content.ReadAsStringAsync())!["count"]!.GetValue<int>().Should().Be(0);
    }
}
