using System.Net;
using System.Net.Sockets;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// Tells addresses of the public Internet from all others: this machine, its networks, those of providers and their metadata, and what is
/// reserved. For IPv6 what is public is listed, for IPv4 what is not. Pure.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublicIPv4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("168.63.129.16/32"), // Azure's metadata
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"), // multicast, reserved, broadcast
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublicIPv6 =
    [
        IPNetwork.Parse("2001::/23"), // Teredo and other protocols
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"), // 6to4, which embeds an IPv4 address
        IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>Translation to IPv4 in networks without it: public where the embedded address is.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is one of the public Internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(NotPublicIPv4, network => network.Contains(address));
        }

        if (address.IsIPv4MappedToIPv6 || Nat64.Contains(address))
        {
            return Is(EmbeddedIPv4(address));
        }

        return GlobalUnicast.Contains(address) && !Array.Exists(NotPublicIPv6, network => network.Contains(address));
    }

    private static IPAddress EmbeddedIPv4(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new IPAddress(bytes[12..]);
    }
}
