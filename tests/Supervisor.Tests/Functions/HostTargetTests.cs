using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>Hosts as a deploy names them.</summary>
public sealed class HostTargetTests
{
    [Theory]
    [InlineData("api.example.com", "api.example.com", false, null)]
    [InlineData("API.Example.COM", "api.example.com", false, null)]
    [InlineData("api.example.com:8443", "api.example.com", false, 8443)]
    [InlineData("*.example.com", "example.com", true, null)]
    [InlineData("*.example.com:443", "example.com", true, 443)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", false, null)]
    [InlineData("my_service.internal", "my_service.internal", false, null)]
    [InlineData("localhost:3000", "localhost", false, 3000)]
    [InlineData("127.0.0.1", "127.0.0.1", false, null)]
    [InlineData("10.0.0.5:8080", "10.0.0.5", false, 8080)]
    [InlineData("[::1]", "[::1]", false, null)]
    [InlineData("[::1]:8080", "[::1]", false, 8080)]
    [InlineData("::1", "[::1]", false, null)]
    [InlineData("2001:DB8:0:0::5", "[2001:db8::5]", false, null)]
    public void A_host_is_read_in_its_normal_form(string text, string host, bool isWildcard, int? port)
    {
        HostTarget.FaultOf(text).Should().BeNull();

        var target = HostTarget.Read(text)!;
        (target.Host.Text, target.IsWildcard, target.Port).Should().Be((host, isWildcard, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://api.example.com")]
    [InlineData("api.example.com/")]
    [InlineData("api.example.com/v1")]
    [InlineData("user@api.example.com")]
    [InlineData("api.example.com.")]
    [InlineData(".example.com")]
    [InlineData("api..example.com")]
    [InlineData("api.*.com")]
    [InlineData("*api.example.com")]
    [InlineData("*.")]
    [InlineData("*.*")]
    [InlineData("**")]
    [InlineData("*.127.0.0.1")]
    [InlineData("*:443")]
    [InlineData("api example.com")]
    [InlineData("api%2eexample.com")]
    [InlineData("-api.example.com")]
    [InlineData("api.example.com:")]
    [InlineData("api.example.com:0")]
    [InlineData("api.example.com:080")]
    [InlineData("api.example.com:65536")]
    [InlineData("api.example.com:http")]
    [InlineData("10.0.0.0/8")]
    [InlineData("2130706433")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.0.0.01")]
    [InlineData("127.0.0.256")]
    [InlineData("example.0x7f")]
    [InlineData("[::1%lo]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[::1")]
    public void What_is_no_host_is_refused(string text)
    {
        HostTarget.FaultOf(text).Should().Contain("must be a host such as");
        HostTarget.Read(text).Should().BeNull();
    }

    [Fact]
    public void A_name_in_another_script_is_refused_and_its_ascii_form_told() =>
        HostTarget.FaultOf("bücher.example").Should().Be("must be written in ASCII: xn--bcher-kva.example");

    [Fact]
    public void A_letter_whose_lower_case_is_ascii_is_not_taken_for_it() => HostTarget.Read("\u212Aelvin.example").Should().BeNull();

    [Fact]
    public void A_star_stands_for_every_public_host()
    {
        HostTarget.FaultOf("*").Should().BeNull();
        HostTarget.Read("*").Should().BeNull("it is no host, but all of them");
    }

    [Theory]
    [InlineData("api.example.com", "api.example.com", 8443, true)]
    [InlineData("api.example.com", "www.api.example.com", 443, false)]
    [InlineData("api.example.com", "example.com", 443, false)]
    [InlineData("api.example.com", "xapi.example.com", 443, false)]
    [InlineData("api.example.com:443", "api.example.com", 443, true)]
    [InlineData("api.example.com:443", "api.example.com", 80, false)]
    [InlineData("*.example.com", "api.example.com", 443, true)]
    [InlineData("*.example.com", "a.b.example.com", 443, true)]
    [InlineData("*.example.com", "example.com", 443, false)]
    [InlineData("*.example.com", "badexample.com", 443, false)]
    [InlineData("*.example.com", "example.com.evil.net", 443, false)]
    [InlineData("*.example.com:8080", "api.example.com", 8080, true)]
    [InlineData("*.example.com:8080", "api.example.com", 443, false)]
    [InlineData("127.0.0.1", "127.0.0.1", 5000, true)]
    [InlineData("127.0.0.1", "127.0.0.2", 5000, false)]
    [InlineData("127.0.0.1", "[::ffff:127.0.0.1]", 80, false)]
    [InlineData("127.0.0.1", "[::1]", 80, false)]
    [InlineData("[::1]", "[0:0:0:0:0:0:0:1]", 80, true)]
    [InlineData("*.0.0.1.example", "127.0.0.1", 80, false)]
    public void A_target_covers_the_host_it_names_or_the_names_below_it(string target, string host, int port, bool isCovered) =>
        HostTarget.Read(target)!.Covers(HostName.Read(host)!, port).Should().Be(isCovered);
}
