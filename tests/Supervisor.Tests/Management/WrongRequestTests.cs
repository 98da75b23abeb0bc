using System.Net;
using System.Text;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>What callers are told who ask the management API for something wrong.</summary>
public sealed class WrongRequestTests(FrontHost host) : IClassFixture<FrontHost>
{
    private const string Id = FrontHost.Known;

    [Theory]
    [InlineData("/functions/list?limit=0", "limit")]
    [InlineData("/functions/list?limit=", "limit")]
    [InlineData("/functions/list?limit=1e3", "limit")]
    [InlineData("/functions/list?limit=1001", "limit")]
    [InlineData("/functions/list?limit=1&limit=2", "limit")]
    [InlineData("/functions/list?cursor=!!", "cursor")]
    [InlineData("/functions/list?cursor=", "cursor")]
    [InlineData("/functions/list?cursor=AAEC", "cursor")]
    [InlineData("/functions/list?limits=5", "limits")]
    [InlineData("/functions/stats?verbose", "verbose")]
    [InlineData($"/functions/{Id}?x=1", "x")]
    [InlineData($"/functions/{Id}/config?secrets=true", "secrets")]
    [InlineData($"/functions/{Id}/logs?limit=10001", "limit")]
    [InlineData($"/functions/{Id}/logs?limit=-1", "limit")]
    [InlineData($"/functions/{Id}/logs?since=yesterday", "since")]
    [InlineData($"/functions/{Id}/logs?since=1%2F2%2F2026", "since")]
    [InlineData($"/functions/{Id}/logs?since=12:00", "since")]
    [InlineData($"/functions/{Id}/logs?level=INFO", "level")]
    [InlineData($"/functions/{Id}/logs?follow=yes", "follow")]
    [InlineData($"/functions/{Id}/logs?invocationID=1&folow=true", "folow")]
    public async Task A_wrong_query_is_refused_by_name(string target, string named)
    {
        using var answer = await host.SendAsync("GET", target);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await FrontHost.MessageOfErrorAsync(answer)).Should().Contain($"'{named}'");
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.1234567%2B02:00")]
    [InlineData("2026-01-02T03:04")]
    [InlineData("2026-01-02")]
    public async Task Moments_may_be_as_exact_as_one_likes(string since)
    {
        using var answer = await host.SendAsync("GET", $"/functions/{Id}/logs?since={since}&LIMIT=1");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "/functions/deploy", """{"name":"a","name":"b","code":"x"}""", "name is given twice")]
    [InlineData("POST", "/functions/deploy", """{"name":"a","code":"x","limits":{"memoryMb":64,"memoryMb":65}}""", "limits.memoryMb is given twice")]
    [InlineData("POST", "/functions/deploy", "", "not valid JSON")]
    [InlineData("POST", "/functions/deploy", "[]", "must be an object")]
    [InlineData("PUT", $"/functions/{Id}", """{"id":"abcdefgh"}""", "id cannot be changed")]
    [InlineData("PUT", $"/functions/{Id}", "{}", "at least one field")]
    [InlineData("POST", $"/functions/{Id}/rollback", """{"version":1,"version":2}""", "version is given twice")]
    public async Task A_wrong_body_is_refused_by_name(string method, string target, string body, string message)
    {
        using var answer = await host.SendAsync(method, target, body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await FrontHost.MessageOfErrorAsync(answer)).Should().Contain(message);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    public async Task A_body_said_to_be_something_else_than_json_is_refused(string type)
    {
        using var answer = await host.SendAsync("POST", "/functions/deploy", """{"name":"typed","code":"x"}""", type);

        answer.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await FrontHost.MessageOfErrorAsync(answer)).Should().Contain("application/json");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", "typed-utf8")]
    [InlineData(null, "untyped")]
    public async Task Json_is_taken_with_a_charset_and_without_a_type(string? type, string name)
    {
        using var answer = await host.SendAsync("POST", "/functions/deploy", $$"""{"name":"{{name}}","code":"x"}""", type);

        answer.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not()
    {
        var body = new string(' ', FrontHost.MaxBodyBytes + 1);
        using var announced = await host.SendAsync("POST", "/functions/deploy", body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/functions/deploy")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { TransferEncodingChunked = true, Authorization = new("Bearer", FrontHost.AdminToken) },
        };
        using var chunked = await host.Client.SendAsync(request);

        foreach (var answer in new[] { announced, chunked })
        {
            answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
            (await FrontHost.MessageOfErrorAsync(answer)).Should().Contain($"{FrontHost.MaxBodyBytes}");
        }
    }

    [Theory]
    [InlineData("HEAD", "/functions/stats")]
    [InlineData("OPTIONS", "/functions/list")]
    [InlineData("POST", $"/functions/{Id}")]
    [InlineData("PATCH", $"/functions/{Id}/config")]
    [InlineData("GET", $"/functions/{Id}/rollback")]
    [InlineData("DELETE", "/identity/whoami")]
    public async Task A_method_that_an_address_does_not_know_is_refused_with_those_it_does(string method, string target)
    {
        using var answer = await host.SendAsync(method, target);

        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.Should().NotBeEmpty().And.NotContain(method);
        if (method is not "HEAD")
        {
            (await FrontHost.MessageOfErrorAsync(answer)).Should().ContainAll(answer.Content.Headers.Allow);
        }
    }

    [Theory]
    [InlineData("GET", "/functions/list/", 200)]
    [InlineData("GET", $"/functions/{Id}/", 200)]
    [InlineData("HEAD", "/health", 200)]
    [InlineData("GET", "/functions", 404)]
    [InlineData("GET", "/functions/", 404)]
    [InlineData("POST", "/functions/run", 404)]
    [InlineData("GET", "/functions/run/", 404)]
    [InlineData("GET", "/functions/run//x", 404)]
    [InlineData("GET", "/functions/nothere1", 404)]
    [InlineData("GET", "/functions/abcd%2F12", 404)]
    [InlineData("GET", "/functions/abcd%252e", 404)]
    [InlineData("GET", "/functions/%F0%9F%98%80", 404)]
    [InlineData("GET", "/functions/%FF%FE/config", 404)]
    [InlineData("GET", "/functions/a%20b'%22%3C/versions", 404)]
    [InlineData("GET", "/FUNCTIONS/LIST", 200)]
    [InlineData("GET", "/functions/ABCD_-12", 404)]
    [InlineData("DELETE", "/functions/nothere1", 404)]
    [InlineData("GET", "/nowhere", 404)]
    public async Task Odd_addresses_lead_nowhere_or_where_they_say(string method, string target, int status)
    {
        using var answer = await host.SendAsync(method, target);

        ((int)answer.StatusCode).Should().Be(status);
        if (status != 200)
        {
            await FrontHost.MessageOfErrorAsync(answer);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz")]
    [InlineData($"Authorization: {FrontHost.AdminToken}")]
    [InlineData("Authorization: Bearer")]
    [InlineData("Authorization: Bearer \"" + FrontHost.AdminToken + "\"")]
    [InlineData($"Authorization: Bearer {FrontHost.AdminToken}, Bearer {FrontHost.AdminToken}")]
    [InlineData($"Authorization: Bearer {FrontHost.AdminToken}\nAuthorization: Bearer other")]
    [InlineData("Authorization: Bearer sa.administrator.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData($"Authorization: Bearer {FrontHost.AdminToken}x")]
    public async Task Whoever_shows_no_token_of_ours_is_told_to(string header)
    {
        var answer = await RawHttp.ExchangeAsync(
            host.Address, $"GET /functions/list HTTP/1.1\nHost: x\nConnection: close\n{header}{(header.Length == 0 ? "" : "\n")}\n");

        answer.Should().StartWith("HTTP/1.1 401 ").And.Contain("WWW-Authenticate: Bearer").And.Contain("\"cause\":{\"statusCode\":401}");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    public async Task The_scheme_is_known_in_any_case(string scheme)
    {
        var answer = await RawHttp.ExchangeAsync(
            host.Address, $"GET /functions/list HTTP/1.1\nHost: x\nConnection: close\nAuthorization: {scheme} {FrontHost.AdminToken}\n\n");

        answer.Should().StartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task A_chunk_that_is_none_is_the_callers_fault()
    {
        var answer = await RawHttp.ExchangeAsync(
            host.Address,
            $"POST /functions/deploy HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer {FrontHost.AdminToken}\nTransfer-Encoding: chunked\n\nnonsense\n");

        answer.Should().StartWith("HTTP/1.1 400 ").And.Contain("\"cause\":{\"statusCode\":400}");
    }
}
