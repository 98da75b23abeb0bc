using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>Functions are called by TLS, with HTTP/2.</summary>
[Collection(EdgeSupervisor.Collection)]
public sealed class TlsTests(EdgeSupervisor edge)
{
    [Theory]
    [InlineData("--http2", "2")]
    [InlineData("--http1.1", "1.1")]
    public async Task Curl_trusts_the_certificate_and_the_function_sees_the_scheme_and_the_host(string flag, string protocol)
    {
        var id = await edge.Client.DeployFileAsync("requests/echo.js", with => with["allowUnauthenticated"] = true);
        var address = new Uri(edge.SecureAddress, FunctionCalls.Run(id, "/orders/7?x=1"));

        var answer = await Curl.RunAsync(address, edge.CertificateFile, flag);

        answer.Protocol.Should().Be(protocol);
        var request = JsonNode.Parse(answer.Body)!;
        request["url"]!.GetValue<string>().Should().Be(address.AbsoluteUri);
        request["subpath"]!.GetValue<string>().Should().Be("/orders/7");
        request["headers"]!["host"]!.GetValue<string>().Should().Be(address.Authority);
    }

    [Fact]
    public async Task A_streamed_answer_comes_piece_by_piece_through_tls_and_http_2()
    {
        var id = await edge.Client.DeployFileAsync("results/stream.js", with =>
        {
            with["allowUnauthenticated"] = true;
            with["limits"] = new JsonObject { ["maxWorkers"] = 1 };
        });
        using var http = edge.Http2Client();

        using var response = await http.GetAsync(new Uri(edge.SecureAddress, FunctionCalls.Run(id)), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[6];
        await body.ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await edge.Client.CallAsync(id, "?release");
        using var rest = new StreamReader(body);

        response.Version.Should().Be(HttpVersion.Version20);
        Encoding.UTF8.GetString(first).Should().Be("first\n");
        (await rest.ReadToEndAsync()).Should().Be("last\n");
    }

    [Fact]
    public async Task Events_that_the_server_sends_come_at_once_through_tls_and_http_2()
    {
        var id = await edge.Client.DeployAsync("async function handler() { console.log('at once'); }");
        using var http = edge.Http2Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", edge.Supervisor.AdminToken);

        using var response = await http.GetAsync(new Uri(edge.SecureAddress, $"/functions/{id}/logs?follow=true"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        var line = ReadDataAsync(reader);
        await edge.Client.CallAsync(id);

        (await line.WaitAsync(TimeSpan.FromSeconds(10))).Should().Contain("at once");
    }

    [Fact]
    public async Task A_start_for_tls_without_a_certificate_or_with_a_broken_one_is_refused_in_one_line()
    {
        var (without, broken) = (
            RefusedStart.OfAsync(("urls", "https://127.0.0.1:0")),
            RefusedStart.OfAsync(("urls", "https://127.0.0.1:0"), ("Tls:Certificates:0:Certificate", edge.CertificateFile), ("Tls:Certificates:0:Key", "/nowhere/api.key")));

        (await without).Errors.Should().ContainSingle().Which.Should().Contain("set Tls:Certificates");
        (await broken).Errors.Should().ContainSingle().Which.Should().Contain("Tls:Certificates:0:Key").And.Contain("/nowhere/api.key").And.Contain("does not exist");
        (await Task.WhenAll(without, broken)).Select(start => start.ExitCode).Should().AllBeEquivalentTo(2);
    }

    private static async Task<string> ReadDataAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "the stream ended";
    }
}
