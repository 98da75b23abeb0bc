using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Requests;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Supervisor.Tests.Edge;

/// <summary>Who a caller is, is taken from the headers of known proxies and of nobody else.</summary>
public sealed class ForwardedTests
{
    private const string Proxy = "127.0.0.1";
    private const string Stranger = "127.0.0.2";

    [Fact]
    public async Task A_known_proxy_is_believed_about_address_scheme_and_host()
    {
        await using var host = await StartAsync($"--Forwarded:KnownProxies={Proxy}");

        var seen = await AskAsync(host, Proxy, "X-Forwarded-For: 203.0.113.9\nX-Forwarded-Proto: https\nX-Forwarded-Host: api.example.test\n");

        seen.Should().Be("203.0.113.9 https api.example.test for=203.0.113.9 proto=https host=api.example.test");
    }

    [Theory]
    [InlineData(Proxy, "203.0.113.9, 198.51.100.7", "198.51.100.7")]
    [InlineData(Proxy, "spoofed, 198.51.100.7", "198.51.100.7")]
    [InlineData(Proxy, "2001:db8::1", "2001:db8::1")]
    [InlineData(Proxy, "198.51.100.7:4711", "198.51.100.7")]
    public async Task Of_many_addresses_the_one_that_the_proxy_added_counts_and_the_rest_is_removed(string peer, string forwarded, string address)
    {
        await using var host = await StartAsync($"--Forwarded:KnownProxies={Proxy}");

        var seen = await AskAsync(host, peer, $"X-Forwarded-For: {forwarded}\n");

        seen.Should().Be($"{address} http x for={address} proto= host=");
    }

    [Fact]
    public async Task A_chain_of_known_proxies_is_followed_as_far_as_the_setting_says_and_never_past_an_unknown_one()
    {
        await using var host = await StartAsync($"--Forwarded:KnownProxies={Proxy}, 10.1.0.0/16", "--Forwarded:MaxHops=3");

        var through = await AskAsync(host, Proxy, "X-Forwarded-For: 203.0.113.9, 10.1.2.3\nX-Forwarded-Proto: https, http\n");
        var stopped = await AskAsync(host, Proxy, "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3\n");

        through.Should().StartWith("203.0.113.9 https ");
        stopped.Should().StartWith("203.0.113.9 ");
    }

    [Fact]
    public async Task A_strangers_headers_are_neither_believed_nor_passed_on()
    {
        await using var host = await StartAsync($"--Forwarded:KnownProxies={Proxy}");

        var seen = await AskAsync(
            host, Stranger, "X-Forwarded-For: 6.6.6.6\nX-Forwarded-Proto: https\nX-Forwarded-Host: evil.test\nX-Original-For: 6.6.6.6\nX-Original-Host: evil.test\nForwarded: for=6.6.6.6\nX-Real-IP: 6.6.6.6\n");

        seen.Should().Be($"{Stranger} http x for= proto= host=");
    }

    [Theory]
    [InlineData("X-Original-For: 6.6.6.6\nX-Original-Proto: https\nX-Original-Host: evil.test\n")]
    [InlineData("X-Forwarded-For: nobody\n")]
    [InlineData("X-Forwarded-Proto: javascript\n")]
    [InlineData("X-Forwarded-Host: not a host\n")]
    [InlineData("Forwarded: for=6.6.6.6;proto=https\n")]
    public async Task What_makes_no_sense_is_not_believed_even_through_a_known_proxy(string headers)
    {
        await using var host = await StartAsync($"--Forwarded:KnownProxies={Proxy}");

        (await AskAsync(host, Proxy, headers)).Should().Be($"{Proxy} http x for= proto= host=");
    }

    [Fact]
    public async Task Without_known_proxies_nobody_is_believed_and_the_headers_are_as_any_other()
    {
        await using var host = await StartAsync();

        (await AskAsync(host, Proxy, "X-Forwarded-For: 6.6.6.6\nX-Forwarded-Proto: https\n")).Should().Be($"{Proxy} http x for=6.6.6.6 proto=https host=");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("proxy.internal")]
    [InlineData("10.0.0.0/33")]
    [InlineData("127.0.0.1 10.0.0.1")]
    [InlineData("010.0.0.1")]
    public async Task Proxies_that_are_no_addresses_are_refused_by_name(string wrong)
    {
        var start = () => StartAsync($"--Forwarded:KnownProxies=::1, {wrong}");

        var refused = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;
        StartFailure.Describe(refused).Line.Should().Be($"Forwarded:KnownProxies must be addresses or networks such as 127.0.0.1 or 10.1.0.0/16, separated by commas, not '{wrong}'.");
    }

    [Fact]
    public async Task A_proxy_that_connects_by_a_socket_file_is_known_as_unix()
    {
        var path = Path.Combine(Path.GetTempPath(), $"molnos-{Guid.NewGuid():N}.sock");
        await using var known = await StartAsync($"--urls=http://unix:{path}", "--Forwarded:KnownProxies=unix");
        await using var unknown = await StartAsync($"--urls=http://unix:{path}2", $"--Forwarded:KnownProxies={Proxy}");

        var believed = await AskAsync(new UnixDomainSocketEndPoint(path), "X-Forwarded-For: 203.0.113.9\n");
        var ignored = await AskAsync(new UnixDomainSocketEndPoint(path + "2"), "X-Forwarded-For: 203.0.113.9\n");

        believed.Should().Be("203.0.113.9 http x for=203.0.113.9 proto= host=");
        ignored.Should().Be(" http x for= proto= host=");
    }

    private static Task<EdgeHost> StartAsync(params string[] settings) => EdgeHost.StartAsync(
        static context =>
        {
            var headers = context.Request.Headers;
            headers.Keys.Should().NotContain(name => name.StartsWith("X-Original-"));
            return context.Response.WriteAsync(
                $"{CallerAddress.Of(context)} {context.Request.Scheme} {context.Request.Host} for={headers["X-Forwarded-For"]} proto={headers["X-Forwarded-Proto"]} host={headers["X-Forwarded-Host"]}");
        },
        settings.Any(setting => setting.StartsWith("--urls", StringComparison.Ordinal)) ? settings : ["--port=0", .. settings]);

    private static Task<string> AskAsync(EdgeHost host, string from, string headers) =>
        AskAsync(new IPEndPoint(IPAddress.Loopback, host.PlainAddress.Port), headers, new IPEndPoint(IPAddress.Parse(from), 0));

    private static async Task<string> AskAsync(EndPoint to, string headers, IPEndPoint? from = null)
    {
        using var socket = to is IPEndPoint ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (from is not null)
        {
            socket.Bind(from);
        }

        await socket.ConnectAsync(to);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.0\nHost: x\n{headers}\n".ReplaceLineEndings("\r\n")));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        answer.Should().StartWith("HTTP/1.1 200");
        return answer.Split("\r\n\r\n", 2)[1];
    }
}
