using System.Buffers;
using System.Collections.Frozen;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// Where a fetch goes. The worker parses URLs as browsers do and sends their normal form; this takes that form alone, since in any other two
/// readers could see two hosts, and .NET's own reading must come to the same. Pure.
/// </summary>
/// <param name="Uri">As it is sent, path and query untouched.</param>
/// <param name="Host">The host.</param>
/// <param name="Port">The port.</param>
internal sealed record FetchUrl(Uri Uri, HostName Host, int Port)
{
    /// <summary>Longest URL.</summary>
    public const int MostChars = 16 * 1024;

    private static readonly UriCreationOptions AsItStands = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Visible ASCII; nothing that could end a request's line.</summary>
    private static readonly SearchValues<char> PathChars = SearchValues.Create([.. Enumerable.Range(0x21, 0x5e).Select(code => (char)code).Where(letter => letter != '#')]);

    /// <summary>Ports of other protocols, on which the Fetch standard lets nobody speak HTTP.</summary>
    private static readonly FrozenSet<int> BadPorts = FrozenSet.Create(
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123,
        135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995,
        1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);

    /// <summary>Host and port as a target names them; the port only where it is not the scheme's.</summary>
    public string Target => Uri.IsDefaultPort ? Host.Text : $"{Host.Text}:{Port}";

    /// <summary>Reads a URL.</summary>
    /// <param name="text">As the worker sent it.</param>
    /// <param name="fault">What is wrong with it, to go on from its name; null when all is well.</param>
    public static FetchUrl? Read(string text, out string? fault)
    {
        fault = "must be an http or https URL in the normal form that new URL(…) gives, without user name, password and fragment";
        var defaultPort = text.StartsWith("http://", StringComparison.Ordinal) ? 80 : text.StartsWith("https://", StringComparison.Ordinal) ? 443 : 0;
        var hostStart = defaultPort == 80 ? 7 : 8;
        var pathStart = defaultPort == 0 ? -1 : text.IndexOf('/', hostStart);
        if (pathStart < 0 || text.AsSpan(pathStart).ContainsAnyExcept(PathChars))
        {
            return null;
        }

        var (host, port) = ReadAuthority(text[hostStart..pathStart], defaultPort);
        if (host is null || port is not { } number || !Uri.TryCreate(text, AsItStands, out var uri) || !IsRead(uri, host, number))
        {
            return null;
        }

        if (BadPorts.Contains(number))
        {
            fault = $"names port {number}, which belongs to another protocol than HTTP";
            return null;
        }

        fault = null;
        return new FetchUrl(uri, host, number);
    }

    private static (HostName? Host, int? Port) ReadAuthority(string authority, int defaultPort)
    {
        var colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        return colon < 0
            ? (HostName.Read(authority), defaultPort)
            : (HostName.Read(authority[..colon]), HostTarget.ReadPort(authority[(colon + 1)..]));
    }

    /// <summary>Whether .NET, which will connect, reads the same host and port.</summary>
    private static bool IsRead(Uri uri, HostName host, int port) =>
        uri.UserInfo.Length == 0 && uri.Port == port
        && (host.Address is { } address
            ? System.Net.IPAddress.TryParse(uri.IdnHost, out var read) && read.Equals(address)
            : string.Equals(uri.IdnHost, host.Text, StringComparison.Ordinal) && uri.HostNameType == UriHostNameType.Dns);
}
