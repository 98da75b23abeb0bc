using System.Net;
using MolnOS.Sandbox.TestSupport;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>How much a caller may say before the body begins.</summary>
public sealed class RequestLimitTests(FrontHost host) : IClassFixture<FrontHost>
{
    [Theory]
    [InlineData(FrontHost.MaxHeaderBytes / 2, HttpStatusCode.OK)]
    [InlineData(FrontHost.MaxHeaderBytes, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Headers_together_are_as_long_as_the_settings_allow(int length, HttpStatusCode status) =>
        (await AskAsync("/health", $"x-long: {new string('x', length)}\n")).Should().Be(status);

    [Theory]
    [InlineData(90, HttpStatusCode.OK)]
    [InlineData(HttpOptions.UsualHeaderCount + 1, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Headers_are_counted(int count, HttpStatusCode status) =>
        (await AskAsync("/health", string.Concat(Enumerable.Range(0, count).Select(number => $"x{number}: y\n")))).Should().Be(status);

    [Theory]
    [InlineData(HttpOptions.UsualRequestLineBytes - 100, HttpStatusCode.OK)]
    [InlineData(HttpOptions.UsualRequestLineBytes, HttpStatusCode.RequestUriTooLong)]
    public async Task The_request_line_has_a_limit_that_leaves_room_for_long_queries(int length, HttpStatusCode status) =>
        (await AskAsync($"/health?{new string('x', length)}", "")).Should().Be(status);


    private async Task<HttpStatusCode> AskAsync(string target, string headers)
    {
        var answer = await RawHttp.ExchangeAsync(host.Address, $"GET {target} HTTP/1.1\nHost: x\nConnection: close\n{headers}\n");
        return (HttpStatusCode)int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3));
    }
}
