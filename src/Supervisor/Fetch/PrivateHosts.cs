using System.Net;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// What the administrator says of hosts that are not public: which names may lead to such addresses, and whether a function may name such an
/// address. It holds for all functions, so that a connection may serve any of them. Pure.
/// </summary>
internal sealed class PrivateHosts
{
    private readonly HostTarget[] _names;

    public PrivateHosts(FetchOptions options)
    {
        _names = [.. NamesIn(options.PrivateHosts).Select(HostTarget.Read).OfType<HostTarget>()];
        MayBeNamed = options.PrivateAddresses;
    }

    /// <summary>Whether a target may name an address that is not public.</summary>
    public bool MayBeNamed { get; }

    /// <summary>Whether a name counts as one that is not public: listed, or <c>localhost</c>.</summary>
    public bool Holds(HostName host) => host.IsLocalhost || IsListed(host);

    /// <summary>Whether an address that a host was resolved to may be connected to.</summary>
    /// <param name="host">The host that a request names. Whether its function may, was checked before.</param>
    /// <param name="address">An address of it.</param>
    public bool MayConnect(HostName host, IPAddress address) =>
        PublicAddress.Is(address) || host.Address?.Equals(address) == true || IsListed(host)
        || (host.IsLocalhost && IPAddress.IsLoopback(address));

    /// <summary>The hosts of a list with commas.</summary>
    public static IEnumerable<string> NamesIn(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private bool IsListed(HostName host) => host.Address is null && Array.Exists(_names, name => name.Covers(host));
}
