using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using MolnOS.Sandbox.Hosting.Connections;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>At a stop nobody who has come in is sent away unheard.</summary>
public sealed class FrontDoorTests : IAsyncDisposable
{
    private readonly StubListener _listener = new();
    private readonly FrontDoor _door;

    public FrontDoorTests() => _door = new FrontDoor(new StubTransport(_listener));

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    [Fact]
    public async Task A_closing_door_waits_for_whoever_is_in_and_has_not_been_heard()
    {
        await using var listener = await _door.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        await EnterAsync(listener, "heard");
        await EnterAsync(listener, "unheard");
        _door.Hear("heard");

        var closing = _door.CloseAsync(CancellationToken.None);
        var next = await listener.AcceptAsync();
        var waited = !closing.IsCompleted;
        _door.Hear("unheard");
        await closing.WaitAsync(TimeSpan.FromSeconds(10));

        next.Should().BeNull("nobody is let in any more");
        waited.Should().BeTrue();
        _door.IsClosed.Should().BeTrue();
    }

    [Fact]
    public async Task Whoever_leaves_without_a_word_is_not_waited_for()
    {
        await using var listener = await _door.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        using var left = new CancellationTokenSource();
        await EnterAsync(listener, "leaves", left.Token);
        await left.CancelAsync();

        var closing = _door.CloseAsync(CancellationToken.None);
        await listener.AcceptAsync();

        await closing.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Whoever_says_nothing_is_waited_for_within_the_patience_only()
    {
        await using var listener = await _door.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        await EnterAsync(listener, "silent");

        var closing = _door.CloseAsync(CancellationToken.None);
        await listener.AcceptAsync();

        await closing.WaitAsync(FrontDoor.Patience + TimeSpan.FromSeconds(10));
    }

    private async Task EnterAsync(IConnectionListener listener, string id, CancellationToken closed = default)
    {
        _listener.Waiting.Writer.TryWrite(new DefaultConnectionContext(id) { ConnectionClosed = closed });
        (await listener.AcceptAsync(CancellationToken.None))!.ConnectionId.Should().Be(id);
    }

    private sealed class StubTransport(StubListener listener) : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(listener);
    }

    private sealed class StubListener : IConnectionListener
    {
        public Channel<ConnectionContext> Waiting { get; } = Channel.CreateUnbounded<ConnectionContext>();

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await Waiting.Reader.WaitToReadAsync(cancellationToken) && Waiting.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            Waiting.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
