using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MolnOS.Sandbox.Functions;

/// <summary>
/// A host in its normal form: a DNS name in lower case, an IPv4 address of four plain numbers, or an IPv6 address in brackets. Whatever two
/// readers could take for different hosts (other spellings of addresses, a dot at the end, percent signs, zones) is no normal form. Pure.
/// </summary>
/// <param name="Text">As it stands in a URL.</param>
/// <param name="Address">The address, where it is one.</param>
internal sealed record HostName(string Text, IPAddress? Address)
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>Whether it is this machine by name, which is never looked up.</summary>
    public bool IsLocalhost => string.Equals(Text, "localhost", StringComparison.Ordinal);

    /// <summary>Reads a host that is in its normal form already; null for anything else.</summary>
    public static HostName? Read(string text)
    {
        if (text.StartsWith('['))
        {
            return text.EndsWith(']') ? ReadIPv6(text[1..^1]) : null;
        }

        var labels = text.Split('.');
        if (text.Length is 0 or > LongestName || !Array.TrueForAll(labels, IsLabel))
        {
            return null;
        }

        return EndsInNumber(labels) ? ReadIPv4(labels) : new HostName(text, Address: null);
    }

    /// <summary>An IPv6 address without its brackets; null when it is none, or has a zone.</summary>
    public static HostName? ReadIPv6(string text) =>
        text.All(letter => char.IsAsciiHexDigit(letter) || letter is ':' or '.')
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? new HostName($"[{address}]", address)
            : null;

    public bool Equals(HostName? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    public override string ToString() => Text;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-'
        && label.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_');

    /// <summary>What a browser takes for an IPv4 address, in whatever spelling.</summary>
    private static bool EndsInNumber(string[] labels) =>
        labels[^1].All(char.IsAsciiDigit)
        || (labels[^1].StartsWith("0x", StringComparison.Ordinal) && labels[^1].Skip(2).All(char.IsAsciiHexDigit));

    private static HostName? ReadIPv4(string[] labels)
    {
        if (labels.Length != 4 || !Array.TrueForAll(labels, IsOctet))
        {
            return null;
        }

        return new HostName(string.Join('.', labels), new IPAddress([.. labels.Select(label => byte.Parse(label, CultureInfo.InvariantCulture))]));
    }

    private static bool IsOctet(string label) =>
        label.All(char.IsAsciiDigit) && (label.Length == 1 || label[0] != '0') && byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
