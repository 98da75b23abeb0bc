using System.Globalization;

namespace MolnOS.Sandbox.Functions;

/// <summary>
/// The origin of a page as browsers send it: <c>https://app.example.com</c>, with a port where it is not the usual one; and a pattern of such,
/// <c>https://*.example.com</c>, which means every name below that one, not itself. Pure.
/// </summary>
internal static class WebOrigin
{
    /// <summary>Characters at most.</summary>
    public const int Longest = 300;

    private const string Wildcard = "*.";

    /// <summary>Whether a text is an origin, or a pattern of origins, as it is compared: in lower case, without the port that goes without saying.</summary>
    public static bool IsPattern(string text)
    {
        foreach (var (scheme, usualPort) in (ReadOnlySpan<(string, int)>)[("http://", 80), ("https://", 443)])
        {
            if (text.StartsWith(scheme, StringComparison.Ordinal))
            {
                // A browser writes a host in one way only; another spelling would never be found equal.
                return HostTarget.Read(text[scheme.Length..]) is { } host && host.Port != usualPort
                    && string.Equals(text, scheme + (host.IsWildcard ? Wildcard : "") + host.Host + PortOf(host), StringComparison.Ordinal);
            }
        }

        return false;
    }

    /// <summary>Whether a pattern means an origin.</summary>
    public static bool Fits(string pattern, string origin)
    {
        var star = pattern.IndexOf(Wildcard, StringComparison.Ordinal);
        if (star < 0)
        {
            return string.Equals(pattern, origin, StringComparison.Ordinal);
        }

        var suffix = pattern.AsSpan(star + 1);
        return origin.Length is > 0 and <= Longest
            && origin.Length > star + suffix.Length
            && origin.AsSpan().StartsWith(pattern.AsSpan(0, star), StringComparison.Ordinal)
            && origin.AsSpan().EndsWith(suffix, StringComparison.Ordinal)
            // What the star stands for is labels of a name: nothing that ends the host.
            && HostName.Read(origin[star..^suffix.Length]) is { Address: null };
    }

    private static string PortOf(HostTarget host) => host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $":{port}") : "";

    /// <summary>Whether one of several patterns means an origin.</summary>
    public static bool FitsAny(IReadOnlyList<string> patterns, string origin)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (Fits(patterns[i], origin))
            {
                return true;
            }
        }

        return false;
    }
}
