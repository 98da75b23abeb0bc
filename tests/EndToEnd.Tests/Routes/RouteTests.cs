using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.EndToEnd.Tests.Edge;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Routes;

/// <summary>Functions and upstreams at hosts of an administrator's choosing, from the outside: by HTTP, by TLS, and behind nginx.</summary>
[Collection(EdgeSupervisor.Collection)]
public sealed class RouteTests(EdgeSupervisor edge) : IAsyncLifetime
{
    private const string Orders = """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}"},"function":"FUNCTION"}""";

    private readonly List<string> _routes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Leaves no route to the next test.</summary>
    public async Task DisposeAsync()
    {
        foreach (var name in _routes)
        {
            await edge.Client.DeleteAsync($"/routes/{name}");
        }
    }

    [Fact]
    public async Task A_function_answers_at_its_host_and_sees_the_callers_address_scheme_host_and_path()
    {
        await PutAsync("orders", Orders, await EchoAsync());
        using var anyone = edge.Supervisor.AnonymousClient();
        var secure = new Uri(edge.SecureAddress, "/orders/12/items?x=1");

        var plain = (await anyone.GetAsync("/orders/12/a%2Fb?x=1", ("Host", EdgeSupervisor.Host))).Json;
        var encrypted = await Curl.GetJsonAsync(secure, edge.CertificateFile, "--http2", "--interface", "127.0.0.3");

        Seen(plain).Should().Be(("127.0.0.1", "http://api.example.test/orders/12/a%2Fb?x=1", "/orders/12/a%2Fb", "/12/a%2Fb"));
        Seen(encrypted).Should().Be(("127.0.0.3", secure.AbsoluteUri, "/orders/12/items", "/12/items"));
        (await anyone.GetAsync("/orders/12")).Status.Should().Be(404, "the route is for another host");
    }

    [Fact]
    public async Task It_sees_the_same_with_nginx_in_front_and_nothing_that_the_caller_made_up()
    {
        await PutAsync("orders", Orders, await EchoAsync());
        await using var nginx = await Nginx.StartAsync(edge.Client.Address, (edge.CertificateFile, edge.KeyFile));
        var address = new Uri($"https://{EdgeSupervisor.Host}:{nginx.Port}/orders/a%2Fb/7?x=1", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        var request = await Curl.GetJsonAsync(address, edge.CertificateFile, "--http2", "--interface", "127.0.0.3", "-H", "X-Forwarded-For: 6.6.6.6", "-H", "X-Forwarded-Host: evil.test");

        Seen(request).Should().Be(("127.0.0.3", address.AbsoluteUri, "/orders/a%2Fb/7", "/a%2Fb/7"));
    }

    [Fact]
    public async Task A_call_in_flight_ends_as_it_began_while_its_route_leads_elsewhere_and_is_removed()
    {
        var streaming = await edge.Client.DeployFileAsync("results/stream.js", with =>
        {
            with["allowUnauthenticated"] = true;
            with["limits"] = new JsonObject { ["maxWorkers"] = 1 };
        });
        await PutAsync("orders", Orders, streaming);
        using var http = edge.Http2Client();
        using var response = await http.GetAsync(new Uri(edge.SecureAddress, "/orders/1"), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[6];
        await body.ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        await PutAsync("orders", Orders, await EchoAsync());
        var replaced = await http.GetStringAsync(new Uri(edge.SecureAddress, "/orders/2"));
        await edge.Client.DeleteAsync("/routes/orders");
        using var removed = await http.GetAsync(new Uri(edge.SecureAddress, "/orders/3"));
        await edge.Client.CallAsync(streaming, "?release");
        using var rest = new StreamReader(body);

        Encoding.UTF8.GetString(first).Should().Be("first\n");
        JsonNode.Parse(replaced)!["subpath"]!.GetValue<string>().Should().Be("/2");
        ((int)removed.StatusCode).Should().Be(404);
        (await rest.ReadToEndAsync()).Should().Be("last\n");
    }

    [Fact]
    public async Task A_page_is_told_what_it_may_through_a_route_that_is_held_to_methods()
    {
        var id = await edge.Client.DeployFileAsync("requests/echo.js", with =>
        {
            with["allowUnauthenticated"] = true;
            with["cors"] = JsonNode.Parse("""{"origins":["https://app.example.test"]}""");
        });
        await PutAsync("orders", """{"match":{"hosts":["api.example.test"],"path":"/orders/{**rest}","methods":["GET","PUT"]},"function":"FUNCTION"}""", id);

        var permitted = await PreflightAsync("PUT");
        var refused = await PreflightAsync("DELETE");

        permitted.Status.Should().Be(204, permitted.ToString());
        permitted.Header("access-control-allow-origin").Should().Be("https://app.example.test");
        permitted.Header("access-control-allow-methods").Should().Contain("PUT");
        refused.Status.Should().Be(404, refused.ToString());
        refused.Headers.Contains("access-control-allow-origin").Should().BeFalse();
    }

    [Fact]
    public async Task A_fetch_style_app_has_the_whole_of_its_host_and_an_upstream_answers_at_another()
    {
        const string App = "export default { fetch(request) { const { pathname, search } = new URL(request.url); return new Response(`${request.method} ${pathname}${search}`); } };";
        await using var upstream = await Upstream.StartAsync(static context => context.Response.WriteAsync($"upstream {context.Request.Path} for {context.Request.Headers["X-Forwarded-Host"]}"));
        await PutAsync("app", """{"match":{"hosts":["*.apps.example.test"],"path":"/{**rest}"},"function":"FUNCTION"}""", await edge.Client.DeployAsync(App, static with => with["allowUnauthenticated"] = true));
        await PutAsync("shop", """{"match":{"hosts":["shop.example.test"],"path":"/{**rest}"},"upstreams":{"destinations":{"a":{"address":"FUNCTION"}}}}""", upstream.Address);
        using var anyone = edge.Supervisor.AnonymousClient();

        (await anyone.GetAsync("/health?a=b", ("Host", "one.apps.example.test"))).Text.Should().Be("GET /health?a=b");
        (await anyone.GetAsync("/any", ("Host", "shop.example.test"))).Text.Should().Be("upstream /any for shop.example.test");
        (await anyone.GetAsync("/health")).Text.Should().Be("OK");
    }

    private static (string Ip, string Url, string Path, string Subpath) Seen(JsonNode request) =>
        (Text(request, "ip"), Text(request, "url"), Text(request, "path"), Text(request, "subpath"));

    private static string Text(JsonNode request, string name) => request[name]!.GetValue<string>();

    private Task<string> EchoAsync() => edge.Client.DeployFileAsync("requests/echo.js", static with => with["allowUnauthenticated"] = true);

    private async Task<HttpAnswer> PreflightAsync(string method)
    {
        using var anyone = edge.Supervisor.AnonymousClient();
        return await anyone.SendAsync(
            HttpMethod.Options, "/orders/1", content: null, ("Host", EdgeSupervisor.Host), ("Origin", "https://app.example.test"), ("Access-Control-Request-Method", method));
    }

    private async Task PutAsync(string name, string route, string target)
    {
        _routes.Add(name);
        var answer = await edge.Client.PutAsync($"/routes/{name}", JsonNode.Parse(route.Replace("FUNCTION", target, StringComparison.Ordinal))!);
        answer.Status.Should().BeOneOf([200, 201], answer.ToString());
    }
}
