using MolnOS.Sandbox.Fetch;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>URLs as a worker may send them: the normal form alone, which leaves no two readings.</summary>
public sealed class FetchUrlTests
{
    [Theory]
    [InlineData("http://api.example.com/", "api.example.com", 80, "api.example.com")]
    [InlineData("https://api.example.com/v1/users?q=a%20b&c=%C3%A9", "api.example.com", 443, "api.example.com")]
    [InlineData("https://api.example.com:8443/?", "api.example.com", 8443, "api.example.com:8443")]
    [InlineData("http://127.0.0.1:5000/x", "127.0.0.1", 5000, "127.0.0.1:5000")]
    [InlineData("http://[::1]:5000/", "[::1]", 5000, "[::1]:5000")]
    [InlineData("http://[::ffff:7f00:1]/", "[::ffff:127.0.0.1]", 80, "[::ffff:127.0.0.1]")]
    [InlineData("http://xn--bcher-kva.example/", "xn--bcher-kva.example", 80, "xn--bcher-kva.example")]
    [InlineData("http://my_service.internal/", "my_service.internal", 80, "my_service.internal")]
    [InlineData("http://example.com/a/../b/%2e%2e/c//d|e{f}^g`h?x=[1]&y='\"", "example.com", 80, "example.com")]
    public void The_normal_form_is_read_as_it_stands(string text, string host, int port, string target)
    {
        var url = FetchUrl.Read(text, out var fault);

        fault.Should().BeNull();
        (url!.Host.Text, url.Port, url.Target).Should().Be((host, port, target));
        url.Uri.PathAndQuery.Should().Be(text[text.IndexOf('/', 8)..], "path and query are the other side's to understand");
    }

    [Theory]
    // Other spellings of 127.0.0.1 and 169.254.169.254.
    [InlineData("http://2130706433/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("http://①②⑦.⓪.⓪.①/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://[::1%25lo]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[::1%lo]/")]
    [InlineData("http://[127.0.0.1]/")]
    [InlineData("http://[::1/")]
    [InlineData("http://::1/")]
    // User names, and what may be taken for one.
    [InlineData("http://allowed.example@evil.example/")]
    [InlineData("http://allowed.example:80@evil.example/")]
    [InlineData("http://allowed.example%40evil.example/")]
    [InlineData("http://allowed.example\\@evil.example/")]
    [InlineData("http://evil.example\\.allowed.example/")]
    [InlineData("http://evil.example#@allowed.example/")]
    [InlineData("http://evil.example?@allowed.example/")]
    [InlineData("http://@evil.example/")]
    // Names that are not in their normal form.
    [InlineData("http://api.example.com./")]
    [InlineData("http://API.example.com/")]
    [InlineData("http://api..example.com/")]
    [InlineData("http://.example.com/")]
    [InlineData("http://api%2eexample.com/")]
    [InlineData("http://api.example.com%00.evil.example/")]
    [InlineData("http://bücher.example/")]
    [InlineData("http://loc\u00adalhost/")]
    [InlineData("http://api example.com/")]
    [InlineData("http://api.example.com\t/")]
    [InlineData("http:///")]
    // Ports.
    [InlineData("http://api.example.com:/")]
    [InlineData("http://api.example.com:0/")]
    [InlineData("http://api.example.com:0080/")]
    [InlineData("http://api.example.com:65536/")]
    [InlineData("http://api.example.com:80:80/")]
    [InlineData("http://api.example.com:+80/")]
    // Other schemes and forms.
    [InlineData("")]
    [InlineData("api.example.com")]
    [InlineData("//api.example.com/")]
    [InlineData("http:api.example.com/")]
    [InlineData("http:/api.example.com/")]
    [InlineData("HTTP://api.example.com/")]
    [InlineData("http://api.example.com")]
    [InlineData("ftp://api.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("ws://api.example.com/")]
    [InlineData("unix:///run/docker.sock")]
    [InlineData(" http://api.example.com/")]
    // What would end the request's line, or is no part of it.
    [InlineData("http://api.example.com/a b")]
    [InlineData("http://api.example.com/a\r\nHost: evil")]
    [InlineData("http://api.example.com/é")]
    [InlineData("http://api.example.com/#fragment")]
    public void Whatever_two_readers_could_read_differently_is_refused(string text)
    {
        FetchUrl.Read(text, out var fault).Should().BeNull();

        fault.Should().Contain("normal form");
    }

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(6667)]
    [InlineData(10080)]
    public void A_port_of_another_protocol_is_refused(int port)
    {
        FetchUrl.Read($"http://api.example.com:{port}/", out var fault).Should().BeNull();

        fault.Should().Contain($"port {port}");
    }
}
