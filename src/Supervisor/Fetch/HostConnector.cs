using System.Net;
using System.Net.Sockets;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Fetch;

/// <summary>Connects to an address. Tests put another in its place.</summary>
internal delegate ValueTask<Stream> ConnectTo(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>
/// Opens the connections of all fetches. A name is resolved once, every address that it has is checked, and the connection is made to the
/// very address that was checked: there is no second lookup that could say something else.
/// </summary>
internal sealed class HostConnector(PrivateHosts privateHosts, ResolveName resolve, ConnectTo connect, FetchOptions options)
{
    private const int MostAddresses = 4;

    /// <summary>Where a request keeps the line in which its function's lookups wait.</summary>
    public static readonly HttpRequestOptionsKey<Lanes> LookupsKey = new("lookups");

    /// <summary>A connection for a request whose host its function may reach.</summary>
    /// <exception cref="HostRefusedException">The name leads to an address that is not public.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var text = context.DnsEndPoint.Host;
        var host = HostName.Read(text) ?? HostName.ReadIPv6(text) ?? throw new HostRefusedException(text);
        var addresses = await AddressesOfAsync(host, context.InitialRequestMessage, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (Array.Exists(addresses, address => !privateHosts.MayConnect(host, address)))
        {
            // One of several is enough: which of them answers is not the name's owner's to choose.
            throw new HostRefusedException(text);
        }

        return await ConnectToFirstAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects by TCP.</summary>
    public static async ValueTask<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> AddressesOfAsync(HostName host, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (host.Address is { } address)
        {
            return [address];
        }

        if (host.IsLocalhost)
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        var lookup = request.Options.TryGetValue(LookupsKey, out var lanes) ? lanes.RunAsync(() => resolve(host.Text)) : resolve(host.Text);
        return await lookup.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Stream> ConnectToFirstAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var tries = addresses.Take(MostAddresses).ToList();
        foreach (var address in tries.SkipLast(1))
        {
            // Each has its share of the time, so that one that is silent does not take it from the others.
            using var inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            inTime.CancelAfter(options.ConnectTimeout / tries.Count);
            try
            {
                return await connect(new IPEndPoint(address, port), inTime.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The next one may answer.
            }
        }

        return await connect(new IPEndPoint(tries[^1], port), cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A name leads to an address that is not public.</summary>
/// <param name="host">The name.</param>
internal sealed class HostRefusedException(string host) : IOException($"{host} leads to an address that is not public.");
