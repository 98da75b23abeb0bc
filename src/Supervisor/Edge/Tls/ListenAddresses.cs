using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>Has Kestrel listen on addresses of which some are <c>https://</c>; it could do without, but then knows one certificate only.</summary>
internal static class ListenAddresses
{
    private const string Secure = "https";

    /// <summary>Whether one of them wants TLS.</summary>
    public static bool HaveTls(string urls) => Split(urls).Any(static url => IsSecure(BindingAddress.Parse(url)));

    /// <summary>Listens on each.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="urls">Addresses, separated by <c>;</c>.</param>
    /// <param name="withTls">Called for those that want TLS.</param>
    public static void Listen(KestrelServerOptions kestrel, string urls, Action<ListenOptions> withTls)
    {
        foreach (var url in Split(urls))
        {
            var address = BindingAddress.Parse(url);
            Listen(kestrel, address, IsSecure(address) ? withTls : static _ => { });
        }
    }

    private static void Listen(KestrelServerOptions kestrel, BindingAddress address, Action<ListenOptions> configure)
    {
        if (address.IsUnixPipe)
        {
            kestrel.ListenUnixSocket(address.UnixPipePath, configure);
        }
        else if (string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(address.Port, configure);
        }
        else if (System.Net.IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, configure);
        }
        else
        {
            // Any other host, such as *, is no address of this machine: Kestrel takes it for all of them.
            kestrel.ListenAnyIP(address.Port, configure);
        }
    }

    private static bool IsSecure(BindingAddress address) => string.Equals(address.Scheme, Secure, StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
