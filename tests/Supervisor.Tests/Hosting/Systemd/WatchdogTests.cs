using System.Net.Sockets;
using System.Text;
using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting.Systemd;

/// <summary>The service manager is told that the server lives as long as all of it does.</summary>
public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(90);
    private readonly string _name = $"molnos-{Guid.NewGuid():N}";
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
    private readonly RecordingLogger<Watchdog> _log = new();

    public WatchdogTests() => _manager.Bind(new UnixDomainSocketEndPoint('\0' + _name));

    public void Dispose() => _manager.Dispose();

    [Fact]
    public void A_server_that_lives_says_so_again_and_again()
    {
        using var watchdog = Start(new LifeSign("the pool", _ => ValueTask.FromResult(true)));

        Receive().Should().Be("WATCHDOG=1");
        Receive().Should().Be("WATCHDOG=1");
    }

    [Theory]
    [InlineData("no")]
    [InlineData("throws")]
    [InlineData("hangs")]
    public async Task As_long_as_one_part_gives_no_sign_the_manager_hears_nothing_and_the_log_names_the_part(string how)
    {
        using var asked = new SemaphoreSlim(0);
        var hung = new TaskCompletionSource<bool>();
        using var watchdog = Start(
            new LifeSign("the front", _ => ValueTask.FromResult(true)),
            new LifeSign("the pool", _ =>
            {
                asked.Release();
                return how switch
                {
                    "no" => ValueTask.FromResult(false),
                    "throws" => throw new InvalidOperationException("broken"),
                    _ => new ValueTask<bool>(hung.Task),
                };
            }));

        for (var i = 0; i < 3; i++)
        {
            (await asked.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeTrue();
        }

        _manager.Available.Should().Be(0);
        _log.Lines.Should().NotBeEmpty().And.OnlyContain(line => line.Contains("the pool"));
    }

    [Fact]
    public void Where_nobody_asks_for_signs_none_is_looked_for()
    {
        var asked = 0;
        using var watchdog = new Watchdog(
            new ServiceEnvironment(null, null, []), new NotifySocket(null, new RecordingLogger<NotifySocket>()),
            [new LifeSign("the pool", _ => ValueTask.FromResult(++asked > 0))], TimeProvider.System, _log);

        watchdog.Start();

        asked.Should().Be(0);
    }

    private Watchdog Start(params LifeSign[] signs)
    {
        var environment = new ServiceEnvironment('@' + _name, s_limit, []);
        var watchdog = new Watchdog(environment, new NotifySocket(environment.NotifySocket, new RecordingLogger<NotifySocket>()), signs, TimeProvider.System, _log);
        watchdog.Start();
        return watchdog;
    }

    private string Receive()
    {
        var buffer = new byte[64];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }
}
