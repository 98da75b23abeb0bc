using System.Net;
using Microsoft.AspNetCore.Connections;

namespace MolnOS.Sandbox.Hosting.Connections;

/// <summary>One address that is listened on: tells the door who comes in.</summary>
internal sealed class DoorListener(IConnectionListener listener, FrontDoor door) : IConnectionListener
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when nobody comes in any more.</summary>
    public Task Ended => _ended.Task;

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var connection = await listener.AcceptAsync(cancellationToken);
        if (connection is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            door.Enter(connection);
        }

        return connection;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
