using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace MolnOS.Sandbox.Hosting.Connections;

/// <summary>
/// Where connections come in. At a stop Kestrel drops whoever has connected and not yet been read: so the door closes first, and the stop
/// goes on once everybody who is in has been heard. Whoever comes later waits in the socket for the next server, where systemd holds it.
/// </summary>
internal sealed class FrontDoor(IConnectionListenerFactory transport) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>How long somebody who connects and then says nothing is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentBag<DoorListener> _listeners = [];

    /// <summary>Those that have not asked for anything yet.</summary>
    private readonly ConcurrentDictionary<string, bool> _unheard = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _allHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isClosed;

    /// <summary>Whether nobody is let in any more.</summary>
    public bool IsClosed => _isClosed;

    public bool CanBind(EndPoint endpoint) => transport is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new DoorListener(await transport.BindAsync(endpoint, cancellationToken), this);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Somebody has come in.</summary>
    public void Enter(ConnectionContext connection)
    {
        _unheard[connection.ConnectionId] = true;
        connection.ConnectionClosed.UnsafeRegister(static state => ((Action)state!)(), () => Hear(connection.ConnectionId));
    }

    /// <summary>Somebody has asked for something, or left.</summary>
    public void Hear(string connectionId)
    {
        if (_unheard.TryRemove(connectionId, out _) && _isClosed && _unheard.IsEmpty)
        {
            _allHeard.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more, and waits until all who are in have been heard, within <see cref="Patience"/>.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _isClosed = true;
        await Task.WhenAll(_listeners.Select(async listener =>
        {
            await listener.UnbindAsync(cancellationToken);
            // Somebody may have come in at the last moment, whom nobody has seen yet.
            await listener.Ended;
        })).WaitAsync(Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_unheard.IsEmpty)
        {
            await _allHeard.Task.WaitAsync(Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
