using MolnOS.Sandbox.Edge.Tls;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Edge;

/// <summary>Which certificate a caller gets for the name it asks for.</summary>
public sealed class ServerNamesTests
{
    private static readonly ServerNames s_names = new([Served("first.test"), Served("*.example.test", "example.test"), Served("api.example.test")]);

    [Theory]
    [InlineData("api.example.test", "api.example.test")]
    [InlineData("API.Example.TEST", "api.example.test")]
    [InlineData("www.example.test", "*.example.test")]
    [InlineData("example.test", "*.example.test")]
    [InlineData("deep.www.example.test", "first.test")]
    [InlineData("elsewhere.test", "first.test")]
    [InlineData("localhost", "first.test")]
    [InlineData(".example.test", "first.test")]
    [InlineData("", "first.test")]
    [InlineData(null, "first.test")]
    public void The_very_name_wins_then_the_wildcard_for_one_label_then_the_first(string? asked, string given) =>
        s_names.For(asked).Name.Should().Be(given);

    [Fact]
    public void Of_two_certificates_for_a_name_the_earlier_is_taken()
    {
        var (earlier, later) = (Served("twice.test"), Served("twice.test"));

        new ServerNames([earlier, later]).For("twice.test").Should().BeSameAs(earlier);
    }

    [Theory]
    [InlineData("api.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("localhost", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("*", false)]
    [InlineData("a.*.com", false)]
    [InlineData("https://a.com", false)]
    [InlineData("a.com:443", false)]
    [InlineData("a..com", false)]
    [InlineData("-a.com", false)]
    [InlineData("bücher.example", false)]
    [InlineData("a.com\n", false)]
    [InlineData("", false)]
    public void Hosts_are_names_or_wildcards_for_the_first_label(string text, bool isPattern) => ServerNames.IsPattern(text).Should().Be(isPattern);

    private static ServedCertificate Served(params string[] hosts)
    {
        var certificate = TestCertificate.For(hosts[0]);
        return ((CertificateReading.Good)CertificateReading.Of(
            new CertificateFiles { Hosts = [.. hosts] },
            new PemPair(new PemFile(certificate.CertificatePem, null, false), new PemFile(certificate.KeyPem, null, false)))).Certificate;
    }
}
