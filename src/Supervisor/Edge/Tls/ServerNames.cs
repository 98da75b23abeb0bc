using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>Which certificate is for which name: the very name first, then a wildcard for its first label, else the first certificate. Pure.</summary>
internal sealed partial class ServerNames
{
    private const string AnyLabel = "*.";

    private readonly ServedCertificate _first;
    private readonly FrozenDictionary<string, ServedCertificate> _byName;

    /// <summary>Certificates in the order of the settings; of two for the same name the earlier one is taken.</summary>
    public ServerNames(IReadOnlyList<ServedCertificate> certificates)
    {
        _first = certificates[0];
        var byName = new Dictionary<string, ServedCertificate>(StringComparer.OrdinalIgnoreCase);
        foreach (var certificate in certificates)
        {
            foreach (var host in certificate.Hosts)
            {
                byName.TryAdd(host, certificate);
            }
        }

        _byName = byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a text can stand for hosts: a name, or one whose first label is a star.</summary>
    public static bool IsPattern(string text) => text.Length <= 255 && Pattern().IsMatch(text);

    /// <summary>The certificate for the name that a caller asks for; null or empty when it names none.</summary>
    public ServedCertificate For(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return _first;
        }

        if (_byName.TryGetValue(name, out var exact))
        {
            return exact;
        }

        var label = name.IndexOf('.', StringComparison.Ordinal);
        return label > 0 && _byName.TryGetValue(AnyLabel + name[(label + 1)..], out var wild) ? wild : _first;
    }

    [GeneratedRegex(@"^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
