using System.Buffers;
using System.Collections.Frozen;

namespace MolnOS.Sandbox.Fetch;

/// <summary>Which headers pass, either way. Pure.</summary>
internal static class FetchHeaders
{
    /// <summary>Header lines of a request.</summary>
    public const int MostLines = 200;

    private const string OursPrefix = "x-molnos-";

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Tab, visible ASCII and Latin-1.</summary>
    private static readonly SearchValues<char> ValueChars =
        SearchValues.Create(['\t', .. Enumerable.Range(0x20, 0x5f).Select(code => (char)code), .. Enumerable.Range(0x80, 0x80).Select(code => (char)code)]);

    private static readonly FrozenSet<string> OfConnection = new[]
    {
        "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header of a request passes: what the connection needs is ours to write, and what speaks for this server too.</summary>
    public static bool PassesOut(string name) =>
        !OfConnection.Contains(name) && !name.StartsWith(OursPrefix, StringComparison.OrdinalIgnoreCase)
        && !name.Equals("host", StringComparison.OrdinalIgnoreCase) && !name.Equals("content-length", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a header of a response passes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isDecoded">Whether the body was decoded, so that what is said of its encoded form no longer holds.</param>
    public static bool PassesIn(string name, bool isDecoded) =>
        !OfConnection.Contains(name)
        && !(isDecoded && (name.Equals("content-encoding", StringComparison.OrdinalIgnoreCase) || name.Equals("content-length", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether this can be a header's name.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenChars);

    /// <summary>Whether this can be a header's value.</summary>
    public static bool IsValue(string value) => !value.AsSpan().ContainsAnyExcept(ValueChars);

    /// <summary>Whether credentials belong to the connection they came over, which then must serve nobody else.</summary>
    public static bool BindsConnection(string name, string value) =>
        name.Equals("authorization", StringComparison.OrdinalIgnoreCase)
        && (value.StartsWith("NTLM", StringComparison.OrdinalIgnoreCase) || value.StartsWith("Negotiate", StringComparison.OrdinalIgnoreCase));
}
