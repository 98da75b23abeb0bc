using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fetch;

/// <summary>The global fetch of a function is Node's own, its network the supervisor.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class FetchTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_declared_host_answers_with_status_headers_body_and_url()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.Headers.Append("x-name", "värde");
            context.Response.Headers.Append("set-cookie", new(["a=1", "b=2"]));
            await context.Response.WriteAsync("hej ❄");
        });
        var id = await _client.DeployFetcherAsync($"127.0.0.1:{upstream.Port}");

        var result = await _client.FetchAsync(id, $"{upstream.Address}/a b?q=ä#fragment");

        result["text"]!.GetValue<string>().Should().Be("hej ❄", result.ToJsonString());
        (result["status"]!.GetValue<int>(), result["statusText"]!.GetValue<string>(), result["ok"]!.GetValue<bool>()).Should().Be((201, "Created", true));
        (result["url"]!.GetValue<string>(), result["redirected"]!.GetValue<bool>()).Should().Be(($"{upstream.Address}/a%20b?q=%C3%A4", false));
        result["headers"]!["x-name"]!.GetValue<string>().Should().Be("värde");
        upstream.Requests.Single().Target.Should().Be("/a%20b?q=%C3%A4");
    }

    [Fact]
    public async Task Methods_headers_and_bodies_arrive_as_they_were_given()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.ContentType} {context.Request.ContentLength} {await reader.ReadToEndAsync()}");
        });
        var id = await _client.DeployFetcherAsync("127.0.0.1");

        var text = await _client.FetchAsync(id, upstream.Address, """{"method":"POST","body":"text ❄","headers":{"X-Mine":"1","x-molnos-chain":"0","authorization":"Bearer t"}}""");
        var custom = await _client.FetchAsync(id, upstream.Address, """{"method":"purge"}""");
        var head = await _client.FetchAsync(id, upstream.Address, """{"method":"HEAD"}""");

        text["text"]!.GetValue<string>().Should().Be("POST text/plain;charset=UTF-8 8 text ❄");
        custom["text"]!.GetValue<string>().Should().StartWith("purge ");
        (head["status"]!.GetValue<int>(), head["text"]!.GetValue<string>()).Should().Be((200, ""));
        var sent = upstream.Requests.First().Headers;
        (sent["x-mine"], sent["authorization"], sent["host"]).Should().Be(("1", "Bearer t", $"127.0.0.1:{upstream.Port}"));
        sent["x-molnos-chain"].Should().NotBe("0", "user code cannot set it");
    }

    [Fact]
    public async Task An_encoded_response_arrives_decoded()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionMode.Compress);
            await gzip.WriteAsync("plain again"u8.ToArray());
        });
        var id = await _client.DeployFetcherAsync("127.0.0.1");

        var result = await _client.FetchAsync(id, upstream.Address);

        result["text"]!.GetValue<string>().Should().Be("plain again");
        upstream.Requests.Single().Headers["accept-encoding"].Should().Be("gzip, deflate");
    }

    [Fact]
    public async Task A_redirect_is_followed_as_the_standard_says()
    {
        await using var other = await Upstream.StartAsync(context => context.Response.WriteAsync($"{context.Request.Method} auth={context.Request.Headers.Authorization}"));
        await using var upstream = await Upstream.StartAsync(context =>
        {
            var target = context.Request.Path == "/away" ? other.Address + "/there" : context.Request.Path == "/loop" ? "/loop" : "/here";
            if (context.Request.Path == "/here")
            {
                return context.Response.WriteAsync($"{context.Request.Method} auth={context.Request.Headers.Authorization}");
            }

            context.Response.StatusCode = int.Parse(context.Request.Query["status"].FirstOrDefault() ?? "302");
            context.Response.Headers.Location = target;
            return context.Response.WriteAsync(new string('x', 500_000));
        });
        var id = await _client.DeployFetcherAsync("127.0.0.1");
        const string Post = """{"method":"POST","body":"b","headers":{"authorization":"Bearer t"}}""";

        var seeOther = await _client.FetchAsync(id, $"{upstream.Address}/near?status=303", Post);
        var kept = await _client.FetchAsync(id, $"{upstream.Address}/near?status=307", Post);
        var away = await _client.FetchAsync(id, $"{upstream.Address}/away?status=307", Post);
        var loop = await _client.FetchAsync(id, $"{upstream.Address}/loop");
        var manual = await _client.FetchAsync(id, $"{upstream.Address}/near", """{"redirect":"manual"}""");
        var refused = await _client.FetchAsync(id, $"{upstream.Address}/near", """{"redirect":"error"}""");

        (seeOther["text"]!.GetValue<string>(), seeOther["redirected"]!.GetValue<bool>(), seeOther["url"]!.GetValue<string>())
            .Should().Be(("GET auth=Bearer t", true, upstream.Address + "/here"));
        kept["text"]!.GetValue<string>().Should().Be("POST auth=Bearer t");
        away["text"]!.GetValue<string>().Should().Be("POST auth=", "another origin hears no credentials");
        loop["message"]!.GetValue<string>().Should().Be("fetch failed");
        upstream.Requests.Count(request => request.Target == "/loop").Should().Be(21);
        (manual["status"]!.GetValue<int>(), manual["headers"]!["location"]!.GetValue<string>()).Should().Be((302, "/here"));
        refused["isTypeError"]!.GetValue<bool>().Should().BeTrue();
        await Eventually.HoldsAsync(async () => upstream.Open == 0, TimeSpan.FromSeconds(10), "what the redirects said beside is not left open");
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_rejects_as_in_Node()
    {
        var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await upstream.DisposeAsync();
        var id = await _client.DeployFetcherAsync("127.0.0.1");

        var result = await _client.FetchAsync(id, upstream.Address);

        (result["name"]!.GetValue<string>(), result["message"]!.GetValue<string>(), result["code"]!.GetValue<string>()).Should().Be(("TypeError", "fetch failed", "unavailable"));
        result["cause"]!["message"]!.GetValue<string>().Should().Be($"127.0.0.1:{upstream.Port} could not be connected to.");
    }

    [Fact]
    public async Task Fifty_fetches_at_once_each_get_their_own_answer()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Response.WriteAsync($"n={context.Request.Query["n"]}"));
        var id = await _client.DeployAsync(
            "async function handler({ query }) { return Promise.all([...Array(50).keys()].map(async (n) => (await fetch(`${query.base}/?n=${n}`)).text())); }",
            FetchCalls.MayFetch("127.0.0.1"));

        var answer = await _client.CallAsync(id, $"?base={upstream.Address}");

        answer.Json.AsArray().Select(text => text!.GetValue<string>()).Should().Equal(Enumerable.Range(0, 50).Select(n => $"n={n}"), answer.ToString());
    }

    [Fact]
    public async Task A_fetch_back_to_this_server_counts_for_the_chain_of_calls()
    {
        var own = shared.Supervisor.Address;
        var id = await _client.DeployAsync(
            "async function handler({ query, headers }) { const response = await fetch(query.self); return { depth: 1 + ((await response.json()).depth ?? 0), status: response.status, seen: Object.keys(headers) }; }",
            with =>
            {
                FetchCalls.MayFetch($"127.0.0.1:{own.Port}")(with);
                with["allowUnauthenticated"] = true;
                with["passAllHeaders"] = true;
            });
        var self = $"http://127.0.0.1:{own.Port}{FunctionCalls.Run(id)}";

        var answer = await _client.CallAsync(id, $"?self={Uri.EscapeDataString(self + "?self=")}{Uri.EscapeDataString(Uri.EscapeDataString(self))}");
        var endless = await _client.DeployAsync(
            "async function handler({ query }) { const response = await fetch(query.self + '?self=' + encodeURIComponent(query.self)); const body = await response.json(); return { hops: 1 + (body.hops ?? 0), error: body.error ?? body.cause }; }",
            with =>
            {
                FetchCalls.MayFetch($"127.0.0.1:{own.Port}")(with);
                with["allowUnauthenticated"] = true;
            });
        var circle = await _client.CallAsync(endless, $"?self={Uri.EscapeDataString($"http://127.0.0.1:{own.Port}{FunctionCalls.Run(endless)}")}");

        answer.Json["seen"]!.AsArray().Select(name => name!.GetValue<string>()).Should().NotContain("x-molnos-chain");
        circle.Json["hops"]!.GetValue<int>().Should().Be(9, circle.ToString());
    }

    [Fact]
    public async Task What_is_fetched_is_counted()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Response.WriteAsync("12345"));
        var id = await _client.DeployFetcherAsync("127.0.0.1");
        var before = await MetricsAsync();

        await _client.FetchAllAsync(id, upstream.Address, "http://elsewhere.example/");

        var after = await MetricsAsync();
        (After("molnos_fetch_total{outcome=\"answered\"}"), After("molnos_fetch_total{outcome=\"denied\"}")).Should().Be((1, 1));
        After("molnos_fetch_bytes_total{direction=\"in\"}").Should().BeGreaterThanOrEqualTo(5);

        double After(string series) => after.GetValueOrDefault(series) - before.GetValueOrDefault(series);
    }

    [Fact]
    public async Task The_example_of_the_page_about_bindings_does_what_it_says()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Response.WriteAsync("""{"eur":0.09}"""));
        var page = await File.ReadAllTextAsync(RepositoryPaths.FromRoot("docs/bindings.md"));
        var section = page[page.IndexOf("\n## http\n", StringComparison.Ordinal)..];
        var code = section.Split("```js\n")[1].Split("```")[0];
        var told = section.Split("answers `")[1].Split('`')[0];

        var id = await _client.DeployAsync(code.Replace("https://api.example.com", upstream.Address, StringComparison.Ordinal), FetchCalls.MayFetch("127.0.0.1"));

        (await _client.CallAsync(id)).Text.Should().Be(told);
        upstream.Requests.Single().Target.Should().Be("/rates?of=SEK");
    }

    private async Task<Dictionary<string, double>> MetricsAsync() => (await _client.GetAsync("/metrics")).Text.Split('\n')
        .Where(line => line.StartsWith("molnos_fetch", StringComparison.Ordinal)).Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
