using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>A certificate that signs itself, and the PEM files that a server reads it from.</summary>
public sealed class TestCertificate
{
    private TestCertificate(string certificatePem, string keyPem, string thumbprint)
    {
        CertificatePem = certificatePem;
        KeyPem = keyPem;
        Thumbprint = thumbprint;
    }

    /// <summary>The certificate.</summary>
    public string CertificatePem { get; }

    /// <summary>Its key.</summary>
    public string KeyPem { get; }

    /// <summary>What tells it from others.</summary>
    public string Thumbprint { get; }

    /// <summary>One for these names, valid now.</summary>
    public static TestCertificate For(params string[] names) => For(DateTimeOffset.UtcNow.AddDays(90), names);

    /// <summary>One for these names, valid until then.</summary>
    public static TestCertificate For(DateTimeOffset until, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.CreateSelfSigned(until.AddYears(-1), until);
        return new TestCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), certificate.Thumbprint);
    }

    /// <summary>Writes both files, <c>name.pem</c> and <c>name.key</c>, the key for its owner alone, and returns their paths.</summary>
    public (string Certificate, string Key) WriteTo(string folder, string name)
    {
        var paths = (Certificate: Path.Combine(folder, name + ".pem"), Key: Path.Combine(folder, name + ".key"));
        File.WriteAllText(paths.Certificate, CertificatePem + "\n");
        File.WriteAllText(paths.Key, KeyPem + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(paths.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return paths;
    }
}
