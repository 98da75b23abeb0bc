using System.Net.Sockets;
using System.Text;
using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting.Systemd;

/// <summary>What the service manager is told, to the letter, and how it gets there.</summary>
public sealed class NotifyTests
{
    [Fact]
    public void Every_state_is_written_as_its_page_says()
    {
        ServiceState.Ready("Serving.").Should().Be("READY=1\nSTATUS=Serving.");
        ServiceState.Reloading(TimeSpan.FromMicroseconds(1234567)).Should().Be("RELOADING=1\nMONOTONIC_USEC=1234567\nSTATUS=Reading the settings again.");
        ServiceState.Stopping(TimeSpan.FromSeconds(31)).Should().Be("STOPPING=1\nEXTEND_TIMEOUT_USEC=31000000\nSTATUS=Stopping: calls in flight come to their end.");
        ServiceState.Alive.Should().Be("WATCHDOG=1");
    }

    [Fact]
    public void No_text_of_a_status_adds_a_line_of_its_own() =>
        ServiceState.Ready("a\nMAINPID=1\r\nb").Should().Be("READY=1\nSTATUS=a MAINPID=1 b");

    [Fact]
    public void A_message_arrives_in_the_abstract_name_space_and_at_a_path()
    {
        var name = $"molnos-{Guid.NewGuid():N}";
        using var folder = new MolnOS.Sandbox.TestSupport.DataFolder();
        var path = Path.Combine(folder.Path, "notify");

        Receive('\0' + name, '@' + name).Should().Be("WATCHDOG=1");
        Receive(path, path).Should().Be("WATCHDOG=1");
    }

    [Fact]
    public void A_manager_that_is_gone_costs_a_line_in_the_log_and_nothing_else()
    {
        var log = new RecordingLogger<NotifySocket>();

        new NotifySocket("/nowhere/notify", log).Send(ServiceState.Alive);
        new NotifySocket('@' + new string('x', 200), log).Send(ServiceState.Alive);
        new NotifySocket(address: null, log).Send(ServiceState.Alive);

        log.Lines.Should().HaveCount(2).And.OnlyContain(line => line.StartsWith("The service manager could not be told"));
    }

    private static string Receive(string bound, string address)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Bind(new UnixDomainSocketEndPoint(bound));
        new NotifySocket(address, new RecordingLogger<NotifySocket>()).Send(ServiceState.Alive);
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
