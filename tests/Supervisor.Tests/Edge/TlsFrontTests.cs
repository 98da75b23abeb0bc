using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Edge;

/// <summary>Addresses that begin with https:// speak TLS, with the certificate for the name that is asked for.</summary>
public sealed class TlsFrontTests : IDisposable
{
    private readonly DataFolder _folder = new();
    private readonly TestCertificate _first = TestCertificate.For("first.test");
    private readonly TestCertificate _second = TestCertificate.For("*.second.test");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_name_gets_its_certificate_and_the_address_without_tls_stays_so()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient();

        var shown = (await host.ShakeHandsAsync("first.test"), await host.ShakeHandsAsync("api.second.test"), await host.ShakeHandsAsync("nobody.test"));

        shown.Item1.Thumbprint.Should().Be(_first.Thumbprint);
        shown.Item2.Thumbprint.Should().Be(_second.Thumbprint);
        shown.Item3.Thumbprint.Should().Be(_first.Thumbprint);
        (await http.GetStringAsync(host.PlainAddress)).Should().Be("HTTP/1.1 http");
    }

    [Theory]
    [InlineData("1.1", "HTTP/1.1 https")]
    [InlineData("2.0", "HTTP/2 https")]
    public async Task Callers_choose_between_http_1_and_2(string version, string seen)
    {
        await using var host = await StartAsync();
        using var http = Client();

        using var request = new HttpRequestMessage(HttpMethod.Get, host.Address) { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Be(seen);
    }

    [Fact]
    public async Task Tls_1_2_is_spoken_unless_the_setting_asks_for_1_3()
    {
        await using var usual = await StartAsync();
        await using var strict = await StartAsync("--Tls:MinimumVersion=Tls13");
#pragma warning disable CA5398 // What is tested is a single version.
        var spoken = await usual.ShakeHandsAsync("first.test", SslProtocols.Tls12);
        var newer = await strict.ShakeHandsAsync("first.test", SslProtocols.Tls13);
        var refused = () => strict.ShakeHandsAsync("first.test", SslProtocols.Tls12);
#pragma warning restore CA5398

        spoken.Version.Should().NotBe(newer.Version);
        await refused.Should().ThrowAsync<Exception>().Where(exception => exception is AuthenticationException || exception is IOException);
    }

    [Fact]
    public async Task A_replaced_certificate_is_served_within_five_seconds_and_no_request_is_dropped()
    {
        await using var host = await StartAsync();
        using var kept = Client();
        var replacement = TestCertificate.For("first.test");
        await kept.GetStringAsync(host.Address);
        var since = Stopwatch.StartNew();

        replacement.WriteTo(_folder.Path, "first");
        var (shown, requests) = ("", 0);
        while (shown != replacement.Thumbprint && since.Elapsed < TimeSpan.FromSeconds(5))
        {
            shown = (await host.ShakeHandsAsync("first.test")).Thumbprint;
            using var fresh = Client();
            (await Task.WhenAll(kept.GetStringAsync(host.Address), fresh.GetStringAsync(host.Address))).Should().AllBe("HTTP/1.1 https");
            requests += 2;
        }

        shown.Should().Be(replacement.Thumbprint);
        requests.Should().BeGreaterThan(2);
        (await host.ShakeHandsAsync("api.second.test")).Thumbprint.Should().Be(_second.Thumbprint);
    }

    [Fact]
    public async Task A_caller_who_never_shakes_hands_is_hung_up_on()
    {
        await using var host = await StartAsync("--Tls:HandshakeTimeout=1s");
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Address.Port);

        var read = await tcp.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        read.Should().Be(0);
    }

    [Fact]
    public async Task An_address_for_tls_without_a_certificate_is_refused()
    {
        var start = () => EdgeHost.StartWithTlsAsync();

        (await start.Should().ThrowAsync<StartRefusedException>()).Which.Message.Should().Contain("Tls:Certificates");
    }

    [Fact]
    public async Task Of_the_sockets_that_systemd_holds_those_called_https_speak_tls_and_the_others_do_not()
    {
        await using var host = await EdgeHost.StartOnSocketsAsync(["http", "https"], EdgeHost.Certificate(0, _first.WriteTo(_folder.Path, "first")));
        using var http = Client();

        (await host.ShakeHandsAsync("first.test")).Thumbprint.Should().Be(_first.Thumbprint);
        (await http.GetStringAsync(host.Address)).Should().Be("HTTP/1.1 https");
        (await http.GetStringAsync(host.PlainAddress)).Should().Be("HTTP/1.1 http");
    }

    [Fact]
    public async Task A_socket_called_https_without_a_certificate_is_refused()
    {
        var start = () => EdgeHost.StartOnSocketsAsync(["https"]);

        (await start.Should().ThrowAsync<StartRefusedException>()).Which.Message.Should().Contain("a socket called https").And.Contain("Tls:Certificates");
    }

    private static HttpClient Client() =>
        new(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null } }) { Timeout = TimeSpan.FromSeconds(20) };

    private Task<EdgeHost> StartAsync(params string[] settings) => EdgeHost.StartWithTlsAsync(
        [.. EdgeHost.Certificate(0, _first.WriteTo(_folder.Path, "first")), .. EdgeHost.Certificate(1, _second.WriteTo(_folder.Path, "second")), .. settings]);
}
