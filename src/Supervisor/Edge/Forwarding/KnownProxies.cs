using System.Net;

namespace MolnOS.Sandbox.Edge.Forwarding;

/// <summary>The proxies that are believed. Pure.</summary>
/// <param name="Networks">Their networks; an address is one of its own.</param>
/// <param name="BySocketFile">Whether who connects by a socket file is one.</param>
internal sealed record KnownProxies(IReadOnlyList<IPNetwork> Networks, bool BySocketFile)
{
    private const string SocketFile = "unix";

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Networks.Count == 0 && !BySocketFile;

    /// <summary>Reads addresses and networks; <paramref name="wrong"/> is the first that is neither.</summary>
    public static KnownProxies Read(string? text, out string? wrong)
    {
        var (networks, bySocketFile) = (new List<IPNetwork>(), false);
        wrong = null;
        foreach (var one in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (string.Equals(one, SocketFile, StringComparison.Ordinal))
            {
                bySocketFile = true;
            }
            else if (IPAddress.TryParse(one, out var address) && IsWritten(one, address))
            {
                networks.Add(new IPNetwork(Plain(address), Plain(address).GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(one, out var network))
            {
                networks.Add(network);
            }
            else
            {
                wrong ??= one;
            }
        }

        return new KnownProxies(networks, bySocketFile);
    }

    /// <summary>Whether a connection from there is a proxy's; null is a socket file.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
        {
            return BySocketFile;
        }

        var plain = Plain(address);
        foreach (var network in Networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A number alone would be read as an address too, 10 as 0.0.0.10, and 010.0.0.1 as 8.0.0.1.</summary>
    private static bool IsWritten(string text, IPAddress address) =>
        text.Contains(':', StringComparison.Ordinal) || string.Equals(text, address.ToString(), StringComparison.Ordinal);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
