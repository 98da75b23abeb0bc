using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>What a pair of PEM files is: a certificate to serve, or of no use for a reason.</summary>
internal abstract record CertificateReading
{
    private CertificateReading()
    {
    }

    /// <summary>Reads the texts of both files.</summary>
    /// <param name="files">Where they lie and whom the certificate is for.</param>
    /// <param name="pair">What they hold.</param>
    public static CertificateReading Of(CertificateFiles files, PemPair pair)
    {
        if (pair.Certificate.Text is not { } certificate)
        {
            return new Useless(nameof(files.Certificate), $"the file '{files.Certificate}' {pair.Certificate.Complaint}");
        }

        if (pair.Key.Text is not { } key)
        {
            return new Useless(nameof(files.Key), $"the file '{files.Key}' {pair.Key.Complaint}");
        }

        return ReadKey(files, key) ?? Read(files, certificate, key);
    }

    private static Useless? ReadKey(CertificateFiles files, string key)
    {
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            return new Useless(nameof(files.Key), $"the key in '{files.Key}' has a password; take it off, and let only the server's user read the file");
        }

        return key.Contains("PRIVATE KEY-----", StringComparison.Ordinal)
            ? null
            : new Useless(nameof(files.Key), $"the file '{files.Key}' holds no private key in PEM form");
    }

    private static CertificateReading Read(CertificateFiles files, string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificate);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }

        if (chain.Count == 0)
        {
            return new Useless(nameof(files.Certificate), $"the file '{files.Certificate}' holds no certificate in PEM form");
        }

        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate, key);
            chain.RemoveAt(0);
            // Offline: a start and a handshake wait for nobody's network.
            var context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
            return new Good(new ServedCertificate(files.Hosts.Count > 0 ? files.Hosts : NamesIn(leaf), leaf, context));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return new Useless(nameof(files.Key), $"the key in '{files.Key}' does not belong to the first certificate in '{files.Certificate}', or cannot be read");
        }
    }

    private static List<string> NamesIn(X509Certificate2 leaf) =>
        leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()).Where(ServerNames.IsPattern).ToList();

    /// <summary>It can be served.</summary>
    internal sealed record Good(ServedCertificate Certificate) : CertificateReading;

    /// <summary>It cannot.</summary>
    /// <param name="Member">Which of the two files is at fault, by the name of its setting.</param>
    /// <param name="Why">What is wrong, for the operator.</param>
    internal sealed record Useless(string Member, string Why) : CertificateReading;
}
