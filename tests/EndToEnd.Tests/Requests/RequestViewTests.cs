using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Requests;

/// <summary>What a function sees of its request, apart from the body.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class RequestViewTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private string _id = "";

    public async Task InitializeAsync() => _id = await _client.DeployFileAsync("requests/echo.js", with => with["allowUnauthenticated"] = true);

    public async Task DisposeAsync() => await _client.DeleteAsync($"/functions/{_id}");

    [Theory]
    [InlineData("?a=1&a=2", """{"a":["1","2"]}""")]
    [InlineData("?a=", """{"a":""}""")]
    [InlineData("?a", """{"a":""}""")]
    [InlineData("?%C3%A9=%20+", """{"é":"  "}""")]
    [InlineData("?a=b=c&d=%26", """{"a":"b=c","d":"&"}""")]
    [InlineData("?", "{}")]
    [InlineData("", "{}")]
    [InlineData("?__proto__=x&constructor=y", """{"__proto__":"x","constructor":"y"}""")]
    public async Task A_query_becomes_an_object(string query, string expected)
    {
        var answer = await _client.CallAsync(_id, query);

        answer.Status.Should().Be(200, answer.ToString());
        JsonNode.DeepEquals(answer.Json["query"], JsonNode.Parse(expected)).Should().BeTrue($"{answer.Json["query"]!.ToJsonString()} should be {expected}");
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/api/users/123", "/api/users/123")]
    [InlineData("/api/users/", "/api/users/")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("//a//b", "//a//b")]
    [InlineData("/%E2%98%83", "/%E2%98%83")]
    [InlineData("/a%20b", "/a%20b")]
    public async Task The_sub_path_is_what_follows_the_id(string written, string seen)
    {
        var answer = await _client.CallAsync(_id, written);

        answer.Status.Should().Be(200, answer.ToString());
        answer.Json["subpath"]!.GetValue<string>().Should().Be(seen);
    }

    [Fact]
    public async Task Method_path_url_and_address_are_those_of_the_call()
    {
        var answer = await _client.SendAsync(HttpMethod.Patch, FunctionCalls.Run(_id, "/x?y=1"));

        answer.Json["method"]!.GetValue<string>().Should().Be("PATCH");
        answer.Json["path"]!.GetValue<string>().Should().Be($"/functions/run/{_id}/x");
        answer.Json["url"]!.GetValue<string>().Should().Be($"{_client.Address.GetLeftPart(UriPartial.Authority)}/functions/run/{_id}/x?y=1");
        answer.Json["ip"]!.GetValue<string>().Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task Repeated_headers_are_joined_and_an_empty_one_stays()
    {
        var text = await RawHttp.ExchangeAsync(_client.Address, $"""
            GET /functions/run/{_id} HTTP/1.1
            Host: {_client.Address.Authority}
            X-Twice: one
            x-twice: two
            X-Empty:
            Cookie: a=1
            Cookie: b=2
            Connection: close


            """);

        text.Should().Contain("\"x-twice\":\"one, two\"").And.Contain("\"x-empty\":\"\"").And.Contain("\"cookie\":\"a=1; b=2\"");
    }

    [Fact]
    public async Task The_token_that_admitted_the_caller_and_the_platforms_headers_stay_outside()
    {
        var id = await _client.DeployFileAsync("requests/echo.js");

        var answer = await _client.CallAsync(id, "", ("x-molnos-spoof", "1"), ("cookie", "a=1"), ("x-mine", "yes"));

        var headers = answer.Json["headers"]!.AsObject();
        headers.Should().NotContainKey("authorization").And.NotContainKey("x-molnos-spoof");
        headers["cookie"]!.GetValue<string>().Should().Be("a=1");
        headers["x-mine"]!.GetValue<string>().Should().Be("yes");
        answer.Text.Should().NotContain(shared.Supervisor.AdminToken);
    }

    [Fact]
    public async Task A_public_functions_own_authorization_passes()
    {
        var answer = await shared.Anonymous.CallAsync(_id, "", ("authorization", "Basic dTpw"));

        answer.Status.Should().Be(200, answer.ToString());
        answer.Json["headers"]!["authorization"]!.GetValue<string>().Should().Be("Basic dTpw");
        answer.Json["identity"].Should().BeNull();
    }

    [Fact]
    public async Task A_function_that_asks_for_all_headers_gets_them()
    {
        var id = await _client.DeployFileAsync("requests/echo.js", with => with["passAllHeaders"] = true);

        var answer = await _client.CallAsync(id, "", ("x-molnos-sample", "1"));

        answer.Json["headers"]!["x-molnos-sample"]!.GetValue<string>().Should().Be("1");
        answer.Json["headers"]!["authorization"]!.GetValue<string>().Should().StartWith("Bearer ");
    }

    [Fact]
    public async Task The_context_names_caller_function_and_invocation()
    {
        var id = await _client.DeployFileAsync("requests/echo.js", with => with["name"] = "named-echo");

        var answer = await _client.CallAsync(id);

        answer.Json["identity"]!["type"]!.GetValue<string>().Should().Be("service-account");
        answer.Json["identity"]!["roles"]!.AsArray().Select(role => role!.GetValue<string>()).Should().Contain("administrator");
        answer.Json["functionName"]!.GetValue<string>().Should().Be("named-echo");
        answer.Json["invocationId"]!.GetValue<string>().Should().Be(answer.Header("x-molnos-invocation-id"));
    }

    [Theory]
    [InlineData("/../{0}")]
    [InlineData("/x/../../{0}")]
    [InlineData("/%2e%2e/{0}")]
    [InlineData("/..%2F{0}")]
    [InlineData("/..%5C{0}")]
    [InlineData("//../../{0}")]
    public async Task A_path_that_climbs_out_of_a_public_function_opens_no_private_one(string climb)
    {
        var secret = await _client.DeployAsync("async function handler() { return 'the private answer'; }");

        var answer = await shared.Anonymous.CallAsync(_id, string.Format(null, climb, secret));

        answer.Text.Should().NotContain("the private answer");
        answer.Status.Should().NotBe(500);
    }

    [Fact]
    public async Task A_header_of_a_web_framework_that_names_a_method_or_path_changes_neither()
    {
        var answer = await _client.CallAsync(_id, "/here", ("x-http-method-override", "DELETE"), ("x-original-url", "/elsewhere"), ("x-forwarded-for", "10.9.8.7"));

        answer.Json["method"]!.GetValue<string>().Should().Be("GET");
        answer.Json["subpath"]!.GetValue<string>().Should().Be("/here");
        answer.Json["ip"]!.GetValue<string>().Should().Be("127.0.0.1");
    }
}
