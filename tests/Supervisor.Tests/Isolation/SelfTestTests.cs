using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation;

public sealed class SelfTestTests
{
    private const string Held =
        """
        {"readHostFile":"ENOENT","writeFile":"EROFS","openSocket":"EPERM","startProcess":"EPERM","sendSignal":"EPERM","seeProcesses":"ENOENT","keepCapability":"EPERM"}
        """;

    [Fact]
    public void Walls_that_stop_every_attempt_have_no_hole() => SelfTest.Judge(Held, Wall.All).Should().BeEmpty();

    [Theory]
    [InlineData("\"openSocket\":\"EPERM\"", "\"openSocket\":\"ECONNREFUSED\"", "a worker can open a socket (openSocket: ECONNREFUSED)")]
    [InlineData("\"readHostFile\":\"ENOENT\"", "\"readHostFile\":\"done\"", "a worker can read files of this machine (readHostFile: done)")]
    [InlineData("\"sendSignal\":\"EPERM\",", "", "a worker can signal a process (sendSignal: not tried)")]
    public void Whatever_was_not_clearly_stopped_is_a_hole(string what, string by, string hole) =>
        SelfTest.Judge(Held.Replace(what, by), Wall.All).Should().Equal(hole);

    [Fact]
    public void Where_no_filter_stands_a_signal_is_no_hole_in_it()
    {
        var report = Held.Replace("\"sendSignal\":\"EPERM\"", "\"sendSignal\":\"done\"");

        SelfTest.Judge(report, Wall.Cgroup | Wall.Permissions).Should().BeEmpty();
        SelfTest.Judge(report, Wall.Seccomp).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"readHostFile":1}""")]
    public void A_report_that_is_none_is_a_hole(string report) => SelfTest.Judge(report, Wall.All).Should().NotBeEmpty();
}
