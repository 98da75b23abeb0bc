using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fetch;

/// <summary>Ways to a host that was not declared. An upstream on 127.0.0.1 listens for each that gets through.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class FetchAttackTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private Upstream _secret = null!;
    private Upstream _open = null!;

    public async Task InitializeAsync()
    {
        _secret = await Upstream.StartAsync(_ => Task.CompletedTask);
        _open = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = int.Parse(context.Request.Query["status"].FirstOrDefault() ?? "302");
            context.Response.Headers.Location = context.Request.Query["to"].ToString();
            return Task.CompletedTask;
        });
    }

    public async Task DisposeAsync()
    {
        await _secret.DisposeAsync();
        await _open.DisposeAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://017700000001:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://127.255.255.254:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("http://①②⑦.⓪.⓪.①:{0}/")]
    [InlineData("http://127。0。0。1:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://[0:0:0:0:0:ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::127.0.0.1]:{0}/")]
    [InlineData("http://[64:ff9b::7f00:1]:{0}/")]
    [InlineData("http://[2002:7f00:1::]:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://LOCALHOST:{0}/")]
    [InlineData("http://localhost.:{0}/")]
    [InlineData("http://foo.localhost:{0}/")]
    [InlineData("http://localhost.localdomain:{0}/")]
    [InlineData("http://ⓛocalhost:{0}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://192.168.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://100.100.100.200/")]
    public async Task Who_may_reach_every_public_host_reaches_none_of_this_machine_nor_of_its_networks(string form)
    {
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, _secret.Port);
        var id = await DeployedAsync();

        var result = await _client.FetchAsync(id, url);

        result["status"].Should().BeNull(result.ToJsonString());
        result.Outcome().Should().BeOneOf("permission_denied", "invalid_argument", "unavailable");
        _secret.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_forms_of_an_address_are_denied_for_what_they_are()
    {
        var id = await DeployedAsync();

        var results = await _client.FetchAllAsync(id, $"http://2130706433:{_secret.Port}/", "http://[::ffff:169.254.169.254]/", "http://0xa9fea9fe/", $"http://localhost:{_secret.Port}/");

        results.Select(FetchCalls.Outcome).Should().AllBe("permission_denied");
        results[0]["message"]!.GetValue<string>().Should().Be($"fetch failed: 127.0.0.1:{_secret.Port} is not public, and no target of the function's binding names it as it stands.");
    }

    [Theory]
    [InlineData("http://allowed.example@127.0.0.1:{0}/")]
    [InlineData("http://allowed.example:80@127.0.0.1:{0}/")]
    [InlineData("http://allowed.example%40127.0.0.1:{0}/")]
    [InlineData("http://127.0.0.1:{0}\\@allowed.example/")]
    [InlineData("http://127.0.0.1:{0}#@allowed.example/")]
    [InlineData("http://127.0.0.1:{0}?@allowed.example/")]
    [InlineData("http://127.0.0.1:{0}/@allowed.example/")]
    [InlineData("http:127.0.0.1:{0}/")]
    [InlineData("http:/\\127.0.0.1:{0}/")]
    [InlineData("http://allowed.example.:{0}/")]
    [InlineData("http://allowed.example.127.0.0.1.nip.example:{0}/")]
    [InlineData("http://sub.allowed.example:{0}/")]
    [InlineData("http://notallowed.example:{0}/")]
    [InlineData("http://allowed.example%00.evil.example:{0}/")]
    [InlineData("http://аllowed.example:{0}/")]
    public async Task Who_may_reach_one_host_reaches_no_other_by_any_spelling(string form)
    {
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, _secret.Port);
        var id = await DeployedAsync("allowed.example");

        var result = await _client.FetchAsync(id, url);

        result["status"].Should().BeNull(result.ToJsonString());
        _secret.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_leads_to_no_host_that_was_not_declared(int status)
    {
        var id = await DeployedAsync($"127.0.0.1:{_open.Port}");
        string[] targets = [$"http://127.0.0.1:{_secret.Port}/", $"http://2130706433:{_secret.Port}/", $"http://[::ffff:127.0.0.1]:{_secret.Port}/", $"//127.0.0.1:{_secret.Port}/", "http://169.254.169.254/"];

        var results = await _client.FetchAllAsync(id, [.. targets.Select(target => $"{_open.Address}/?status={status}&to={Uri.EscapeDataString(target)}")]);

        results.Select(FetchCalls.Outcome).Should().AllBe("permission_denied");
        _open.Requests.Should().HaveCount(targets.Length);
        _secret.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Frames_that_a_function_writes_past_the_shim_reach_no_further()
    {
        var id = await _client.DeployFileAsync("bindings/fetch-frames.js", FetchCalls.MayFetch($"127.0.0.1:{_open.Port}"));
        string[] urls =
        [
            $"{_open.Address}/arrived", $"http://127.0.0.1:{_secret.Port}/", $"http://2130706433:{_secret.Port}/", $"http://127.0.0.1:{_open.Port}@127.0.0.1:{_secret.Port}/", $"http://127.0.0.1:{_secret.Port}\\@127.0.0.1:{_open.Port}/",
            $"http://[::ffff:127.0.0.1]:{_secret.Port}/", $"http://127.0.0.1:{_open.Port}/ HTTP/1.1\r\nHost: x\r\n\r\nGET http://127.0.0.1:{_secret.Port}/",
        ];
        using var body = SandboxClient.JsonContent(new JsonObject { ["urls"] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]), ["other"] = new string('a', 32) });

        await _client.CallAsync(id, body);

        await Eventually.HoldsAsync(async () => _open.Requests.Any(request => request.Target == "/arrived"), TimeSpan.FromSeconds(10), "the one that it may fetch arrives");
        _open.Requests.Should().ContainSingle("a frame in another invocation's name is nobody's");
        _secret.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_short_form_of_a_binding_grants_its_one_host()
    {
        var id = await _client.DeployFileAsync(
            "bindings/fetch.js", with => with["bindings"] = JsonNode.Parse($$"""[{"service":"http","resource":"127.0.0.1:{{_open.Port}}","permissions":["fetch"]}]"""));

        var results = await _client.FetchAllAsync(id, $"{_open.Address}/?status=200", $"http://127.0.0.1:{_secret.Port}/");

        results.Select(FetchCalls.Outcome).Should().Equal("200", "permission_denied");
    }

    [Fact]
    public async Task Another_port_of_a_declared_host_is_another_target()
    {
        var id = await DeployedAsync($"127.0.0.1:{_open.Port}");

        (await _client.FetchAsync(id, $"http://127.0.0.1:{_secret.Port}/")).Outcome().Should().Be("permission_denied");
        _secret.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_denial_stands_in_the_audit_log_with_the_host()
    {
        var id = await DeployedAsync($"127.0.0.1:{_open.Port}");

        await _client.FetchAllAsync(id, "https://evil.example/", $"http://2130706433:{_secret.Port}/", $"{_open.Address}/?to={Uri.EscapeDataString("http://169.254.169.254/")}");

        (await _client.AuditAsync($"&actor=fn-{id}&outcome=denied")).Select(denial => denial.Permission).Should().BeEquivalentTo(
            "http.host.fetch:evil.example", $"http.host.fetch:127.0.0.1:{_secret.Port}", "http.host.fetch:169.254.169.254");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("another")]
    public async Task Without_the_binding_nothing_is_fetched(string bindings)
    {
        var id = await _client.DeployFileAsync(
            "bindings/fetch.js",
            with => with["bindings"] = bindings == "none" ? null : JsonNode.Parse("""[{"service":"databases","permissions":[{}]}]"""));

        var result = await _client.FetchAsync(id, $"http://127.0.0.1:{_secret.Port}/");

        (result["name"]!.GetValue<string>(), result["code"]!.GetValue<string>(), result["isTypeError"]!.GetValue<bool>()).Should().Be(("TypeError", "permission_denied", true));
        _secret.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://api.example.com/", "must be a host such as")]
    [InlineData("*.com.", "must be a host such as")]
    [InlineData("2130706433", "must be a host such as")]
    [InlineData("api.example.com:99999", "must be a host such as")]
    [InlineData("bücher.example", "must be written in ASCII: xn--bcher-kva.example")]
    public async Task A_target_that_is_no_host_is_refused_at_the_deploy(string target, string why)
    {
        var answer = await _client.TryDeployAsync("async function handler() {}", FetchCalls.MayFetch("api.example.com", target));

        answer.Status.Should().Be(400);
        answer.Json["message"]!.GetValue<string>().Should().StartWith("bindings[0].permissions[0].targets[1] ").And.Contain(why);
    }

    private Task<string> DeployedAsync(params string[] targets) => _client.DeployFetcherAsync(targets);
}
