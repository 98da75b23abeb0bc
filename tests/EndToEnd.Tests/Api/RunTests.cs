using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Api;

/// <summary>Who and what gets through to a function over HTTP.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class RunTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_method_that_is_not_declared_is_a_405_with_those_that_are()
    {
        var id = await _client.DeployFileAsync("loading/script.js", with => with["methods"] = new JsonArray("GET", "POST"));

        var answer = await _client.SendAsync(HttpMethod.Delete, FunctionCalls.Run(id));

        answer.Status.Should().Be(405, answer.ToString());
        string.Join(", ", answer.Headers["allow"]).Should().Be("GET, POST");
        answer.Json["message"]!.GetValue<string>().Should().Be("This function only accepts GET, POST");
        (await _client.CallAsync(id)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_function_for_events_only_is_not_to_be_found_over_http()
    {
        var id = await _client.DeployFileAsync(
            "loading/script.js", with => with["triggers"] = new JsonArray(new JsonObject { ["type"] = "event", ["eventName"] = "order.placed" }));

        (await _client.CallAsync(id)).Status.Should().Be(404);
        (await _client.CallAsync("nowhere1")).Status.Should().Be(404);
        (await _client.CallAsync("no-such-function-at-all")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_private_function_wants_a_token_and_a_public_one_does_not()
    {
        var secret = await _client.DeployFileAsync("loading/script.js");
        var open = await _client.DeployFileAsync("loading/script.js", with => with["allowUnauthenticated"] = true);
        using var impostor = new SandboxClient(_client.Address, "sa.nobody.nothing");

        var anonymous = await shared.Anonymous.CallAsync(secret);
        var forged = await impostor.CallAsync(secret);

        anonymous.Status.Should().Be(401, anonymous.ToString());
        anonymous.Header("www-authenticate").Should().StartWith("Bearer");
        forged.Status.Should().Be(401, forged.ToString());
        (await shared.Anonymous.CallAsync(open)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("GET", "/functions/list")]
    [InlineData("GET", "/functions/stats")]
    [InlineData("POST", "/functions/deploy")]
    [InlineData("GET", "/functions/abcdefgh")]
    [InlineData("GET", "/functions/abcdefgh/config")]
    [InlineData("GET", "/functions/abcdefgh/logs")]
    [InlineData("GET", "/functions/abcdefgh/versions")]
    [InlineData("POST", "/functions/abcdefgh/rollback")]
    [InlineData("PUT", "/functions/abcdefgh")]
    [InlineData("DELETE", "/functions/abcdefgh")]
    [InlineData("GET", "/identity/whoami")]
    [InlineData("GET", "/metrics")]
    public async Task Nothing_of_the_platform_is_open_without_a_token(string method, string path)
    {
        var answer = await shared.Anonymous.SendAsync(new HttpMethod(method), path, method == "GET" ? null : SandboxClient.JsonContent(new JsonObject()));

        answer.Status.Should().Be(401, answer.ToString());
        answer.Header("www-authenticate").Should().StartWith("Bearer");
        answer.Json["cause"]!["statusCode"]!.GetValue<int>().Should().Be(401);
    }

    [Fact]
    public async Task The_administrator_is_told_who_it_is()
    {
        var answer = await _client.GetAsync("/identity/whoami");

        answer.Status.Should().Be(200, answer.ToString());
        answer.Text.Should().Contain("administrator").And.NotContain(shared.Supervisor.AdminToken);
    }

    [Fact]
    public async Task Health_readiness_metrics_and_openapi_answer()
    {
        var health = await shared.Anonymous.GetAsync("/health");
        var ready = await shared.Anonymous.GetAsync("/health/ready");
        var metrics = await _client.GetAsync("/metrics");
        var openApi = await _client.GetAsync("/openapi.json");

        (health.Status, health.Text).Should().Be((200, "OK"));
        health.Header("content-type").Should().StartWith("text/plain");
        ready.Status.Should().Be(200, ready.ToString());
        metrics.Text.Should().MatchRegex(@"(?m)^# TYPE \w+ (counter|gauge|histogram)$");
        openApi.Json["paths"]!.AsObject().Should().ContainKey("/functions/deploy");
    }

    [Fact]
    public async Task The_key_of_the_administrator_is_never_printed_and_its_file_is_for_the_owner_only()
    {
        var mode = File.GetUnixFileMode(shared.Supervisor.AdminTokenFile);

        mode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        shared.Supervisor.Output.Should().NotContain(shared.Supervisor.AdminToken);
        (await _client.GetAsync("/health")).Status.Should().Be(200);
    }
}
