using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>A certificate ready to be served, with its key and those between it and its root.</summary>
/// <param name="Hosts">Names and wildcards it is for.</param>
/// <param name="Leaf">The certificate itself.</param>
/// <param name="Context">What handshakes use; kept, so that sessions can be resumed.</param>
internal sealed record ServedCertificate(IReadOnlyList<string> Hosts, X509Certificate2 Leaf, SslStreamCertificateContext Context)
{
    /// <summary>When it begins to be valid.</summary>
    public DateTimeOffset NotBefore => new(Leaf.NotBefore);

    /// <summary>When it ends to be valid.</summary>
    public DateTimeOffset NotAfter => new(Leaf.NotAfter);

    /// <summary>How it is called in logs and metrics: by its first name.</summary>
    public string Name => Hosts.Count > 0 ? Hosts[0] : "default";
}
