using System.Text;
using MolnOS.Sandbox.Isolation.Bubblewrap;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Bubblewrap;

public sealed class BubblewrapArgumentsTests
{
    private static readonly WorkerView s_view = new(
        "/opt/molnos/node",
        ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"],
        "/opt/molnos/node-shim",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_ENV"] = "production", ["TZ"] = "UTC" });

    private static readonly IReadOnlyList<string> s_arguments = BubblewrapArguments.For(s_view);

    [Theory]
    [InlineData("--unshare-user")]
    [InlineData("--unshare-pid")]
    [InlineData("--unshare-net")]
    [InlineData("--unshare-ipc")]
    [InlineData("--unshare-uts")]
    [InlineData("--unshare-cgroup")]
    [InlineData("--new-session")]
    [InlineData("--die-with-parent")]
    [InlineData("--clearenv")]
    public void A_worker_gets(string option) => s_arguments.Should().ContainSingle(argument => argument == option);

    [Theory]
    [InlineData("--cap-drop", "ALL")]
    [InlineData("--uid", "65534")]
    [InlineData("--gid", "65534")]
    [InlineData("--hostname", "fn")]
    [InlineData("--chdir", "/")]
    public void A_worker_gets_an_option_with(string option, string value) => Values(option, 1).Should().Equal(value);

    [Fact]
    public void Nothing_is_seen_but_node_its_libraries_and_the_shim() =>
        Values("--ro-bind", 2).Should().Equal(
            "/opt/molnos/node /node",
            "/lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libc.so.6",
            "/lib64/ld-linux-x86-64.so.2 /lib64/ld-linux-x86-64.so.2",
            "/opt/molnos/node-shim /shim");

    [Fact]
    public void Of_the_devices_two_are_seen() =>
        Values("--dev-bind", 2).Should().Equal("/dev/null /dev/null", "/dev/urandom /dev/urandom");

    [Fact]
    public void Nothing_that_is_seen_can_be_written() =>
        s_arguments.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)).Should()
            .NotContain(["--bind", "--bind-try", "--tmpfs", "--dev", "--dir", "--file", "--bind-data", "--mqueue", "--symlink"]);

    [Fact]
    public void The_root_is_closed_when_all_is_in_its_place()
    {
        var close = s_arguments.ToList().IndexOf("--remount-ro");

        s_arguments[close + 1].Should().Be("/");
        s_arguments.Skip(close + 2).Should().Equal("--chdir", "/");
    }

    [Fact]
    public void The_environment_is_what_was_asked_for() => Values("--setenv", 2).Should().Equal("NODE_ENV production", "TZ UTC");

    [Fact]
    public void Encoded_each_argument_ends_with_a_nul() =>
        Encoding.UTF8.GetString(BubblewrapArguments.Encode(["--ro-bind", "/höst path", "/node", ""])).Should().Be("--ro-bind\0/höst path\0/node\0\0");

    [Fact]
    public void An_argument_cannot_smuggle_in_another()
    {
        var encode = () => BubblewrapArguments.Encode(["--ro-bind", "/node\0--bind\0/\0/"]);

        encode.Should().Throw<ArgumentException>();
    }

    private static IEnumerable<string> Values(string option, int count) =>
        s_arguments.Select((argument, index) => (argument, index)).Where(pair => pair.argument == option)
            .Select(pair => string.Join(' ', s_arguments.Skip(pair.index + 1).Take(count)));
}
