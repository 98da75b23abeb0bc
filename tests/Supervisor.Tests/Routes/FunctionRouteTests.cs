namespace MolnOS.Sandbox.Supervisor.Tests.Routes;

/// <summary>Routes of an administrator's own that lead to functions.</summary>
public sealed class FunctionRouteTests(RouteRig rig) : IClassFixture<RouteRig>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => rig.RemoveAllAsync();

    [Fact]
    public async Task A_host_and_a_path_lead_to_a_function_and_the_rest_of_the_path_is_its_sub_path()
    {
        await rig.PutAsync("orders", """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}"},"function":"public"}""");

        var (status, body) = await rig.AskAsync("api.example.test", "/orders/12/items%2F3?sort=up");

        status.Should().Be(200);
        body["function"]!.GetValue<string>().Should().Be("public");
        body["path"]!.GetValue<string>().Should().Be("/orders/12/items%2F3");
        body["subpath"]!.GetValue<string>().Should().Be("/12/items%2F3");
        body["query"]!.GetValue<string>().Should().Be("sort=up");
    }

    [Theory]
    [InlineData("/{**rest}", "/a/b", "/a/b")]
    [InlineData("/{**rest}", "/", "/")]
    [InlineData("/v1/{tenant}/{**rest}", "/v1/acme/x/", "/x/")]
    [InlineData("/v1/{tenant}/{**rest}", "/v1/acme", "/")]
    [InlineData("/one/{id:int}", "/one/7", "/")]
    public async Task What_the_last_part_catches_is_the_sub_path(string pattern, string path, string subpath)
    {
        await rig.PutAsync("r", $$"""{"match":{"hosts":["api.example.test"],"path":"{{pattern}}"},"function":"public"}""");

        var (status, body) = await rig.AskAsync("API.example.test:8080", path);

        status.Should().Be(200);
        body["path"]!.GetValue<string>().Should().Be(path);
        body["subpath"]!.GetValue<string>().Should().Be(subpath);
    }

    [Fact]
    public async Task The_most_exact_host_goes_first_and_what_it_has_no_path_for_falls_to_the_wider_ones()
    {
        rig.Deploy("second_1", "second", isPublic: true);
        await rig.PutAsync("wide", """{"match":{"hosts":["*.example.test"],"path":"/{**rest}"},"function":"public"}""");
        await rig.PutAsync("exact", """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}"},"function":"second"}""");

        (await rig.AskAsync("api.example.test", "/orders/1")).Body["function"]!.GetValue<string>().Should().Be("second");
        (await rig.AskAsync("api.example.test", "/other")).Body["function"]!.GetValue<string>().Should().Be("public");
        (await rig.AskAsync("a.b.example.test", "/orders/1")).Body["function"]!.GetValue<string>().Should().Be("public");
        (await rig.AskAsync("example.test", "/orders/1")).Status.Should().Be(404);
        (await rig.AskAsync("notexample.test", "/orders/1")).Status.Should().Be(404);
    }

    [Fact]
    public async Task Methods_and_headers_choose_between_routes()
    {
        rig.Deploy("second_1", "second", isPublic: true);
        await rig.PutAsync("read", """{"match":{"hosts":["api.example.test"],"path":"/x","methods":["GET"]},"function":"public"}""");
        await rig.PutAsync("beta", """{"match":{"hosts":["api.example.test"],"path":"/x","methods":["GET"],"headers":[{"name":"x-beta","values":["yes"]}]},"function":"second"}""");

        (await rig.AskAsync("api.example.test", "/x")).Body["function"]!.GetValue<string>().Should().Be("public");
        (await rig.AskAsync("api.example.test", "/x", "GET", ("X-Beta", "yes"))).Body["function"]!.GetValue<string>().Should().Be("second");
        (await rig.AskAsync("api.example.test", "/x", "HEAD")).Status.Should().Be(200);
        var (status, body) = await rig.AskAsync("api.example.test", "/x", "POST");
        status.Should().Be(405);
        body["message"]!.GetValue<string>().Should().Be("This address only accepts GET, HEAD");
    }

    [Fact]
    public async Task The_lower_order_goes_first_then_the_more_exact_path_then_the_name()
    {
        rig.Deploy("second_1", "second", isPublic: true);
        await rig.PutAsync("a", """{"match":{"hosts":["api.example.test"],"path":"/{x}"},"function":"public"}""");
        await rig.PutAsync("b", """{"match":{"hosts":["api.example.test"],"path":"/{y}"},"function":"second"}""");

        (await rig.AskAsync("api.example.test", "/1")).Body["function"]!.GetValue<string>().Should().Be("public");

        await rig.PutAsync("b", """{"match":{"hosts":["api.example.test"],"path":"/1"},"function":"second"}""");
        (await rig.AskAsync("api.example.test", "/1")).Body["function"]!.GetValue<string>().Should().Be("second");

        await rig.PutAsync("a", """{"match":{"hosts":["api.example.test"],"path":"/{x}"},"order":-1,"function":"public"}""");
        (await rig.AskAsync("api.example.test", "/1")).Body["function"]!.GetValue<string>().Should().Be("public");
    }

    [Fact]
    public async Task A_host_of_its_own_has_all_paths_and_no_other_host_does()
    {
        await rig.PutAsync("site", """{"match":{"hosts":["www.example.test"],"path":"/{**rest}"},"function":"public"}""");

        (await rig.AskAsync("www.example.test", "/health")).Body["subpath"]!.GetValue<string>().Should().Be("/health");
        (await rig.AskAsync("127.0.0.1", "/health")).Body.GetValue<string>().Should().Be("OK");
    }

    [Theory]
    [InlineData("GET", "/health", 200)]
    [InlineData("POST", "/health", 405)]
    [InlineData("GET", "/functions/a/b/c/d", 404)]
    [InlineData("GET", "/functions/run/nothing1/x", 404)]
    [InlineData("GET", "/routes", 401)]
    [InlineData("GET", "/Audit/x", 404)]
    public async Task A_route_without_a_host_takes_no_path_of_the_servers_own(string method, string path, int status)
    {
        await rig.PutAsync("all", """{"match":{"path":"/{**rest}"},"function":"public"}""");

        (await rig.AskAsync("anything.test", "/shop/1")).Body["subpath"]!.GetValue<string>().Should().Be("/shop/1");
        (await rig.AskAsync("127.0.0.1", path, method)).Status.Should().Be(status);
    }

    [Fact]
    public async Task Whom_the_function_admits_is_the_same_on_every_way_to_it()
    {
        await rig.PutAsync("p", """{"match":{"hosts":["api.example.test"],"path":"/{**rest}"},"function":"private1"}""");

        var (status, body) = await rig.AskAsync("api.example.test", "/x");
        var admitted = await rig.AskAsync("api.example.test", "/x", "GET", ("Authorization", "Bearer " + Management.FrontHost.AdminToken));

        status.Should().Be(401);
        body["invocationId"]!.GetValue<string>().Should().NotBeEmpty();
        admitted.Status.Should().Be(200);
    }

    [Theory]
    [InlineData("/orders/../admin")]
    [InlineData("/orders/%2e%2e/admin")]
    public async Task A_path_that_climbs_is_refused(string path)
    {
        await rig.PutAsync("orders", """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}"},"function":"public"}""");

        (await rig.AskAsync("api.example.test", path)).Status.Should().Be(400);
    }

    [Theory]
    [InlineData("/orders")]
    [InlineData(null)]
    public async Task A_function_takes_over_no_connection(string? prefix)
    {
        await rig.PutAsync("orders", """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}"},"function":"public"}""");

        var (status, body) = await rig.AskAsync(
            "api.example.test", prefix ?? $"/functions/run/{RouteRig.PublicId}", "GET", ("Connection", "Upgrade"), ("Upgrade", "websocket"));

        status.Should().Be(501);
        body["message"]!.GetValue<string>().Should().Contain("WebSocket");
    }

    [Fact]
    public async Task Asking_for_another_version_of_http_is_no_upgrade_that_matters() =>
        (await rig.AskAsync("x", $"/functions/run/{RouteRig.PublicId}", "GET", ("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")))
            .Status.Should().Be(200);
}
