using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>Requests that the server cannot even read get an error in the shape of all errors.</summary>
public sealed class UnreadableRequestTests : IAsyncLifetime
{
    private readonly WebApplication _app;

    public UnreadableRequestTests()
    {
        var builder = BareHost.CreateBuilder(["--port", "0"]);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 200;
            kestrel.Limits.MaxRequestHeadersTotalSize = 2000;
            kestrel.Limits.MaxRequestHeaderCount = 20;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
        });
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync("read"));
    }

    public static TheoryData<string, int, string> Unreadable { get; } = new()
    {
        { "NOT HTTP AT ALL\n\n", 400, "Invalid request line." },
        { "GET no-slash HTTP/1.1\nHost: x\n\n", 405, "Method not allowed." },
        { "GET / HTTP/1.1\n\n", 400, "Host" },
        { "GET / HTTP/1.1\nHost: x\nno colon\n\n", 400, "Invalid request header." },
        { "GET / HTTP/1.1\nHost: x\nContent-Length: many\n\n", 400, "Invalid content length" },
        { "GET / HTTP/7.0\nHost: x\n\n", 505, "Unrecognized HTTP version." },
        { $"GET /{new string('x', 300)} HTTP/1.1\nHost: x\n\n", 414, "200 bytes" },
        { $"GET / HTTP/1.1\nHost: x\nX: {new string('x', 3000)}\n\n", 431, "2000 bytes" },
        { $"GET / HTTP/1.1\nHost: x\n{string.Concat(Enumerable.Range(0, 30).Select(number => $"x{number}: y\n"))}\n", 431, "20 lines" },
        { "GET / HTTP/1.1\nHost: x\n", 408, "1 s" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_refused_with_an_error_that_says_why(string request, int status, string named)
    {
        var text = await RawHttp.ExchangeAsync(Address, request);

        var (head, error) = Split(text);
        head.Should().StartWith($"HTTP/1.1 {status} ").And.Contain("Content-Type: application/json\r\n").And.Contain("Connection: close\r\n");
        error["cause"]!["statusCode"]!.GetValue<int>().Should().Be(status);
        error["error"]!.GetValue<string>().Should().NotBeEmpty();
        error["message"]!.GetValue<string>().Should().Contain(named);
        error.Select(member => member.Key).Should().Equal("error", "message", "cause");
    }

    [Fact]
    public async Task Requests_before_it_on_the_same_connection_keep_their_answers()
    {
        var text = await RawHttp.ExchangeAsync(Address, "GET / HTTP/1.1\nHost: x\n\nGET / HTTP/1.1\nHost: x\n\nGET / HTTP/1.1\n\n");

        var answers = text.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries);
        answers.Select(answer => answer[..3]).Should().Equal("200", "200", "400");
        Split(answers[2]).Error["message"]!.GetValue<string>().Should().Contain("Host");
    }

    [Fact]
    public async Task A_head_request_gets_the_headers_only()
    {
        var text = await RawHttp.ExchangeAsync(Address, "HEAD / HTTP/1.1\n\n");

        text.Should().StartWith("HTTP/1.1 400 ").And.Contain("Content-Type: application/json\r\n").And.EndWith("\r\n\r\n");
    }

    public async Task InitializeAsync() => await _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private Uri Address => new(_app.Urls.First());

    // The body must be exactly as long as the answer says.
    private static (string Head, JsonObject Error) Split(string answer)
    {
        var parts = answer.Split("\r\n\r\n", 2);
        parts[0].Should().Contain($"Content-Length: {parts[1].Length}");
        return (parts[0] + "\r\n", JsonNode.Parse(parts[1])!.AsObject());
    }
}
