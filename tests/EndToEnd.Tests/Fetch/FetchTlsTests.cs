using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fetch;

/// <summary>Connections by TLS are checked as usual.</summary>
public sealed class FetchTlsTests
{
    [Fact]
    public async Task A_certificate_is_held_to_its_signer_name_and_dates()
    {
        using var data = new DataFolder();
        using var authority = Authority("Test authority");
        using var stranger = Authority("Somebody else");
        var trusted = Path.Combine(data.Path, "trusted.pem");
        await File.WriteAllTextAsync(trusted, authority.ExportCertificatePem());
        await using var good = await StartAsync(authority, IPAddress.Loopback);
        await using var unsigned = await StartAsync(stranger, IPAddress.Loopback);
        await using var misnamed = await StartAsync(authority, IPAddress.Parse("127.0.0.2"));
        await using var expired = await StartAsync(authority, IPAddress.Loopback, DateTimeOffset.UtcNow.AddDays(-1));
        await using var supervisor = await SupervisorProcess.StartThroughAsync(["env", $"SSL_CERT_FILE={trusted}"], data);
        using var client = supervisor.Client();
        var id = await client.DeployFetcherAsync("127.0.0.1");

        var answered = await client.FetchAsync(id, $"{good.Address}/");
        var refused = await client.FetchAllAsync(id, $"{unsigned.Address}/", $"{misnamed.Address}/", $"{expired.Address}/", $"https://127.0.0.1:{supervisor.Address.Port}/");

        answered["text"]?.GetValue<string>().Should().Be("secret", answered.ToJsonString());
        refused.Select(FetchCalls.Outcome).Should().AllBe("unavailable");
        refused[..3].Select(result => result["cause"]!["message"]!.GetValue<string>()).Should().OnlyContain(message => message.Contains("certificate"));
        unsigned.Requests.Concat(misnamed.Requests).Concat(expired.Requests).Should().BeEmpty();
    }

    private static async Task<Upstream> StartAsync(X509Certificate2 authority, IPAddress address, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=upstream", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-2), until ?? DateTimeOffset.UtcNow.AddDays(2), [1, 2, 3]);
        return await Upstream.StartAsync(signed.CopyWithPrivateKey(key), context => context.Response.WriteAsync("secret"));
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(3));
    }
}
