using System.Net;
using System.Net.Sockets;
using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Rates;

/// <summary>Who counts as one caller: an account, or else an address. Pure.</summary>
internal static class CallerKey
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>Of a request.</summary>
    /// <param name="caller">Who has shown a token; null when nobody has.</param>
    /// <param name="address">Where it comes from.</param>
    public static string Of(Caller? caller, IPAddress? address) => caller is not null
        ? $"a:{caller.Identity.Type}:{caller.Identity.Id}"
        : address is null ? "?" : OfAddress(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Of a function that calls another.</summary>
    public static string OfFunction(string serviceAccountId) => $"a:function:{serviceAccountId}";

    /// <summary>Who has one IPv6 address has 2^64 of them: the network is the caller.</summary>
    private static string OfAddress(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
