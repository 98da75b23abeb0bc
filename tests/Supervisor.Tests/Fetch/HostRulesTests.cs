using MolnOS.Sandbox.Fetch;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>Which hosts a function may fetch from, by what it declared.</summary>
public sealed class HostRulesTests
{
    private static readonly FetchOptions s_options = new() { PrivateHosts = "db.internal, *.svc.cluster.local" };

    [Theory]
    [InlineData("api.example.com", "https://api.example.com/")]
    [InlineData("api.example.com", "http://api.example.com:8080/")]
    [InlineData("*.example.com", "https://a.b.example.com/")]
    [InlineData("8.8.8.8", "https://8.8.8.8/")]
    [InlineData("127.0.0.1", "http://127.0.0.1:5000/")]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("[::1]", "http://[::1]/")]
    [InlineData("[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]/")]
    [InlineData("169.254.169.254", "http://169.254.169.254/")]
    [InlineData("localhost", "http://localhost:5000/")]
    [InlineData("db.internal", "http://db.internal:5984/")]
    [InlineData("*.internal", "http://db.internal:5984/")]
    [InlineData("web.svc.cluster.local", "http://web.svc.cluster.local/")]
    public void What_a_target_names_is_granted(string target, string url) => Decide(url, target).Should().Be(HostVerdict.Granted);

    [Theory]
    [InlineData("api.example.com", "https://example.com/")]
    [InlineData("api.example.com", "https://api.example.com.evil.net/")]
    [InlineData("api.example.com", "https://evil.net/api.example.com")]
    [InlineData("api.example.com:443", "http://api.example.com/")]
    [InlineData("*.example.com", "https://example.com/")]
    [InlineData("*.example.com", "https://badexample.com/")]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5001/")]
    [InlineData("127.0.0.1", "http://127.0.0.2/")]
    [InlineData("127.0.0.1", "http://[::1]/")]
    [InlineData("127.0.0.1", "http://[::ffff:7f00:1]/")]
    [InlineData("127.0.0.1", "http://localhost/")]
    [InlineData("localhost", "http://127.0.0.1/")]
    [InlineData("not a host", "http://not/")]
    public void What_no_target_covers_is_not(string target, string url) => Decide(url, target).Should().Be(HostVerdict.NotGranted);

    [Theory]
    [InlineData("https://api.example.com/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    public void Without_targets_every_public_host_is_granted(string url)
    {
        Decide(url, [null]).Should().Be(HostVerdict.Granted);
        Decide(url, "*").Should().Be(HostVerdict.Granted);
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://localhost/")]
    [InlineData("http://db.internal/")]
    public void And_no_other(string url)
    {
        Decide(url, [null]).Should().Be(HostVerdict.NotPublic);
        Decide(url, "*").Should().Be(HostVerdict.NotPublic);
    }

    [Fact]
    public void A_wildcard_names_no_localhost() =>
        Decide("http://localhost/", "*.localhost", null).Should().Be(HostVerdict.NotPublic);

    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1/")]
    [InlineData("localhost", "http://localhost/")]
    [InlineData("[fd00::1]", "http://[fd00::1]/")]
    public void An_administrator_can_take_private_addresses_from_all(string target, string url) =>
        HostRules.Of([target]).Decide(Url(url), new PrivateHosts(new FetchOptions { PrivateAddresses = false })).Should().Be(HostVerdict.NotPublic);

    [Fact]
    public void Nothing_granted_grants_nothing() =>
        HostRules.Of([]).Decide(Url("https://api.example.com/"), new PrivateHosts(s_options)).Should().Be(HostVerdict.NotGranted);

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData("db.internal:80")]
    [InlineData("db.internal,,http://x")]
    [InlineData("*")]
    public void Private_hosts_must_be_names(string list)
    {
        var result = new FetchOptionsRules().Validate(name: null, new FetchOptions { PrivateHosts = list });

        result.Failed.Should().BeTrue();
        result.FailureMessage.Should().StartWith("Fetch:PrivateHosts");
        new FetchOptionsRules().Validate(name: null, s_options).Succeeded.Should().BeTrue();
    }

    private static HostVerdict Decide(string url, params string?[] targets) => HostRules.Of(targets).Decide(Url(url), new PrivateHosts(s_options));

    private static FetchUrl Url(string text) => FetchUrl.Read(text, out _) ?? throw new ArgumentException(text, nameof(text));
}
