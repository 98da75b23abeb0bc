using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting.Systemd;

/// <summary>What systemd writes into the environment of a service, and what somebody else might.</summary>
public sealed class ServiceEnvironmentTests
{
    private const int Us = 4711;

    [Fact]
    public void Sockets_begin_at_descriptor_3_and_have_the_names_of_their_units()
    {
        var read = Read(("LISTEN_PID", "4711"), ("LISTEN_FDS", "3"), ("LISTEN_FDNAMES", "http:admin"));

        read.Sockets.Should().Equal(new ListenSocket(3, "http"), new ListenSocket(4, "admin"), new ListenSocket(5, "unknown"));
    }

    [Theory]
    [InlineData("4712", "1")]
    [InlineData(null, "1")]
    [InlineData("4711", null)]
    [InlineData("4711", "0")]
    public void Sockets_of_another_process_or_none_leave_us_our_own_addresses(string? process, string? count) =>
        Read(("LISTEN_PID", process), ("LISTEN_FDS", count)).Sockets.Should().BeEmpty();

    [Theory]
    [InlineData("LISTEN_FDS", "-1")]
    [InlineData("LISTEN_FDS", "65")]
    [InlineData("LISTEN_FDS", "two")]
    [InlineData("LISTEN_PID", "me")]
    [InlineData("WATCHDOG_USEC", "0")]
    [InlineData("WATCHDOG_USEC", "99999999999999999999")]
    [InlineData("WATCHDOG_PID", "1.5")]
    public void A_variable_that_no_service_manager_writes_is_refused_by_name(string name, string value)
    {
        var variables = new Dictionary<string, string> { ["LISTEN_PID"] = "4711", ["LISTEN_FDS"] = "1", ["WATCHDOG_USEC"] = "1", [name] = value };

        var read = () => ServiceEnvironment.Read(variables, Us);

        read.Should().Throw<StartRefusedException>().WithMessage($"*{name}*'{value}'*").Which.IsConfiguration.Should().BeTrue();
    }

    [Theory]
    [InlineData("20000000", null, 20.0)]
    [InlineData("20000000", "4711", 20.0)]
    [InlineData("20000000", "1", null)]
    [InlineData(null, null, null)]
    public void The_watchdog_is_for_the_process_it_names(string? limit, string? process, double? seconds) =>
        Read(("WATCHDOG_USEC", limit), ("WATCHDOG_PID", process)).WatchdogLimit.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);

    [Theory]
    [InlineData("/run/systemd/notify", true)]
    [InlineData("@molnos", true)]
    [InlineData("vsock:2:1234", false)]
    [InlineData("@", false)]
    [InlineData("", false)]
    public void The_manager_is_told_over_a_file_or_an_abstract_name(string address, bool isUsed) =>
        Read(("NOTIFY_SOCKET", address)).NotifySocket.Should().Be(isUsed ? address : null);

    private static ServiceEnvironment Read(params (string Name, string? Value)[] variables) => ServiceEnvironment.Read(
        variables.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Name, variable => variable.Value!), Us);
}
