using System.Net;

namespace MolnOS.Sandbox.Fetch;

/// <summary>Finds the addresses of a name; throws a <see cref="System.Net.Sockets.SocketException"/> when there are none. Tests put another in its place.</summary>
internal delegate Task<IPAddress[]> ResolveName(string name);

/// <summary>
/// Looks names up on threads of their own: the system's resolver blocks for as long as a hostile name server likes, and must not hold the
/// threads that everything else runs on.
/// </summary>
internal static class NameLookup
{
    /// <summary>Lookups of one function at once.</summary>
    public const int MostOfOneFunction = 8;

    public static Task<IPAddress[]> ResolveAsync(string name) =>
        Task.Factory.StartNew(static name => Dns.GetHostAddresses((string)name!), name, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
