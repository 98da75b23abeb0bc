using System.Net;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>Pages of other origins that call a function from a browser.</summary>
public sealed class CallCorsTests
{
    private const string Run = "/functions/run/func-one/x";
    private const string App = "https://app.example.com";

    private static readonly FunctionDefinition s_private = new()
    {
        Name = "one",
        Methods = ["GET", "POST"],
        Cors = new FunctionCors { Origins = [App, "https://*.example.org"], ExposeHeaders = ["x-total", "etag"], Credentials = true, MaxAgeSeconds = 600 },
    };

    [Fact]
    public async Task A_preflight_is_answered_without_the_function_and_without_a_token()
    {
        await using var host = await TriggerHost.StartAsync(s_private);

        using var answer = await PreflightAsync(host, App, "X-One, content-type");

        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        Header(answer, "Access-Control-Allow-Origin").Should().Be(App);
        Header(answer, "Access-Control-Allow-Credentials").Should().Be("true");
        Header(answer, "Access-Control-Allow-Methods").Should().Be("GET, POST");
        Header(answer, "Access-Control-Allow-Headers").Should().Be("X-One, content-type");
        Header(answer, "Access-Control-Max-Age").Should().Be("600");
        Header(answer, "Vary").Should().Contain("Origin");
        host.Calls.Should().BeEmpty();
        (await host.DenialsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com.evil.test")]
    [InlineData("https://example.org")]
    [InlineData("https://evil.test/.example.org")]
    [InlineData("https://evil.test#.example.org")]
    [InlineData("https://.example.org")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_is_refused_and_its_request_answered_unmarked(string origin)
    {
        await using var host = await TriggerHost.StartAsync(s_private with { AllowUnauthenticated = true });

        using var preflight = await PreflightAsync(host, origin);
        using var request = await FromPageAsync(host, origin);

        preflight.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        Header(preflight, "Access-Control-Allow-Origin").Should().BeNull();
        request.StatusCode.Should().Be(HttpStatusCode.OK);
        Header(request, "Access-Control-Allow-Origin").Should().BeNull();
    }

    [Fact]
    public async Task Answers_say_which_page_may_read_them_and_errors_do_too()
    {
        await using var host = await TriggerHost.StartAsync(s_private);

        using var refused = await FromPageAsync(host, "https://a.b.example.org");

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        Header(refused, "Access-Control-Allow-Origin").Should().Be("https://a.b.example.org");
        Header(refused, "Access-Control-Allow-Credentials").Should().Be("true");
        Header(refused, "Access-Control-Expose-Headers").Should().Be("x-total, etag");
        Header(refused, "Vary").Should().Be("Origin");
    }

    [Fact]
    public async Task The_rules_take_the_place_of_what_the_function_says_itself()
    {
        await using var host = await TriggerHost.StartAsync(s_private with { AllowUnauthenticated = true });
        host.Answer = _ => TriggerHost.Of(200, AnswerBodyType.None, headers: [("Access-Control-Allow-Origin", "*"), ("access-control-allow-headers", "x"), ("Vary", "Cookie")]);

        using var answer = await FromPageAsync(host, App);

        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(App);
        answer.Headers.Contains("access-control-allow-headers").Should().BeFalse();
        answer.Headers.Vary.Should().BeEquivalentTo("Cookie", "Origin");
    }

    [Fact]
    public async Task Every_origin_may_where_the_rules_say_so()
    {
        await using var host = await TriggerHost.StartAsync(
            new FunctionDefinition { Name = "one", AllowUnauthenticated = true, Cors = new FunctionCors { Origins = ["*"], Methods = ["PUT"], Headers = ["x-one"] } });

        using var preflight = await PreflightAsync(host, "https://any.test", "x-other");
        using var answer = await FromPageAsync(host, "https://any.test");

        Header(preflight, "Access-Control-Allow-Origin").Should().Be("*");
        Header(preflight, "Access-Control-Allow-Methods").Should().Be("PUT");
        Header(preflight, "Access-Control-Allow-Headers").Should().Be("x-one");
        Header(answer, "Access-Control-Allow-Origin").Should().Be("*");
        Header(answer, "Vary").Should().BeNull();
    }

    [Fact]
    public async Task What_a_page_asks_to_send_is_repeated_only_when_it_is_a_list_of_names()
    {
        await using var host = await TriggerHost.StartAsync(s_private);

        using var answer = await PreflightAsync(host, App, "x-one; evil: 1");

        Header(answer, "Access-Control-Allow-Headers").Should().BeNull();
    }

    [Fact]
    public async Task A_function_without_rules_answers_OPTIONS_itself_and_one_with_rules_those_that_are_no_preflight()
    {
        await using var host = await TriggerHost.StartAsync();
        host.Answer = _ => TriggerHost.Of(200, AnswerBodyType.None, headers: [("access-control-allow-origin", "https://own.test")]);

        using var own = await PreflightAsync(host, "https://own.test");
        host.Deploy("func-one", s_private with { AllowUnauthenticated = true, Methods = null });
        using var plain = await host.SendAsync(HttpMethod.Options, Run);

        Header(own, "Access-Control-Allow-Origin").Should().Be("https://own.test");
        plain.StatusCode.Should().Be(HttpStatusCode.OK);
        host.Calls.Should().HaveCount(2);
    }

    private static Task<HttpResponseMessage> PreflightAsync(TriggerHost host, string origin, string? headers = null) =>
        SendAsync(host, HttpMethod.Options, origin, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", headers));

    private static Task<HttpResponseMessage> FromPageAsync(TriggerHost host, string origin) => SendAsync(host, HttpMethod.Get, origin);

    private static Task<HttpResponseMessage> SendAsync(TriggerHost host, HttpMethod method, string origin, params (string Name, string? Value)[] headers)
    {
        var request = new HttpRequestMessage(method, Run);
        foreach (var (name, value) in headers.Append((Name: "Origin", Value: origin)).Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return host.Client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
