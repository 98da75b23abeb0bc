using System.Net.Sockets;
using System.Text;

namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>The way to the service manager: one datagram for each message, or none where nobody listens.</summary>
/// <param name="address">The variable <c>NOTIFY_SOCKET</c>; null for nobody.</param>
/// <param name="logger">Where a failure is told.</param>
internal sealed partial class NotifySocket(string? address, ILogger<NotifySocket> logger)
{
    /// <summary>Sends one message. What cannot be sent is logged: a server that serves is not ended for it.</summary>
    public void Send(string message)
    {
        if (address is null)
        {
            return;
        }

        try
        {
            // One for each message: the manager may have been replaced, and its socket with it.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            LogNotSent(failure.Message);
        }
    }

    [LoggerMessage(940, LogLevel.Warning, "The service manager could not be told how the server is: {Reason}")]
    private partial void LogNotSent(string reason);
}
