using System.Globalization;

namespace MolnOS.Sandbox.Functions;

/// <summary>
/// A host that a function may fetch from, as a target of its <c>http</c> binding names it: <c>api.example.com</c>, <c>*.example.com</c> (every
/// name below it, not itself), <c>10.0.0.5</c>, <c>[2001:db8::1]</c>; with <c>:port</c> that port alone, else every port. Pure.
/// </summary>
/// <param name="Host">The host; for a wildcard, the name that others lie below.</param>
/// <param name="IsWildcard">Whether the names below it are meant.</param>
/// <param name="Port">The one port; null means every port.</param>
internal sealed record HostTarget(HostName Host, bool IsWildcard, int? Port)
{
    /// <summary>Stands for every public host, as no target at all does.</summary>
    public const string AnyHost = "*";

    private const string Expected = "must be a host such as api.example.com, *.example.com or 10.0.0.5:8080, without scheme and path";

    /// <summary>What is wrong with the text of a target, to go on from its name; null when it is right.</summary>
    public static string? FaultOf(string text)
    {
        if (text is AnyHost || Read(text) is not null)
        {
            return null;
        }

        return AsciiFormOf(text) is { } ascii ? $"must be written in ASCII: {ascii}" : Expected;
    }

    /// <summary>Reads a target; null when it is none, or <see cref="AnyHost"/>.</summary>
    public static HostTarget? Read(string text)
    {
        if (!text.All(char.IsAscii))
        {
            // Before anything becomes lower case: some letters of other scripts have an ASCII letter for theirs.
            return null;
        }

        var isWildcard = text.StartsWith("*.", StringComparison.Ordinal);
        var (hostText, portText) = SplitPort((isWildcard ? text[2..] : text).ToLowerInvariant());
        var host = HostName.Read(hostText) ?? HostName.ReadIPv6(hostText);
        var port = portText is null ? null : ReadPort(portText);
        return host is null || (isWildcard && host.Address is not null) || (portText is not null && port is null)
            ? null
            : new HostTarget(host, isWildcard, port);
    }

    /// <summary>A port written as a plain number; null when it is none.</summary>
    public static int? ReadPort(string text) =>
        text.Length > 0 && text[0] != '0' && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>Whether a host and port are among those that it stands for.</summary>
    public bool Covers(HostName host, int port) => Covers(host) && (Port is null || Port == port);

    /// <summary>Whether a host is among those that it stands for.</summary>
    public bool Covers(HostName host) => IsWildcard
        ? host.Address is null && host.Text.EndsWith("." + Host.Text, StringComparison.Ordinal)
        : host == Host;

    /// <summary>The port is what follows the last colon, unless that belongs to an IPv6 address.</summary>
    private static (string Host, string? Port) SplitPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var isBareIPv6 = !text.StartsWith('[') && text.IndexOf(':', StringComparison.Ordinal) != colon;
        return colon < 0 || isBareIPv6 || text.EndsWith(']') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>The ASCII form of a name in another script, for the complaint; readers differ in how they make it, so it is the author who writes it.</summary>
    private static string? AsciiFormOf(string text)
    {
        try
        {
            return text.All(char.IsAscii) || text.Any(char.IsWhiteSpace) ? null : new IdnMapping().GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
