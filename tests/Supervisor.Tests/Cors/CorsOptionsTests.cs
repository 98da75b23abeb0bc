using MolnOS.Sandbox.Cors;

namespace MolnOS.Sandbox.Supervisor.Tests.Cors;

/// <summary>Which origins the settings may admit to the management API.</summary>
public sealed class CorsOptionsTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("https://console.example.com", true)]
    [InlineData("https://console.example.com, http://localhost:5173,https://*.example.org", true)]
    [InlineData("*", false)]
    [InlineData("https://*", false)]
    [InlineData("", false)]
    [InlineData("https://console.example.com/", false)]
    [InlineData("https://console.example.com:443", false)]
    [InlineData("http://::1", false)]
    [InlineData("http://[::1]:3000", true)]
    [InlineData("ftp://console.example.com", false)]
    [InlineData("https://user@console.example.com", false)]
    [InlineData("null", false)]
    [InlineData("https://\u212aonsole.example.com", false)]
    public void Only_origins_as_browsers_write_them_are_taken(string? origins, bool isTaken) =>
        new CorsOptionsValidator().Validate(null, new CorsOptions { Origins = origins }).Succeeded.Should().Be(isTaken);
}
