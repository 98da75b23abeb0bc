using MolnOS.Sandbox.Isolation.Bubblewrap;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Bubblewrap;

public sealed class BubblewrapToolTests
{
    [Theory]
    [InlineData("bubblewrap 0.8.0\n", "0.8.0")]
    [InlineData("bubblewrap 0.5.0\n", "0.5.0")]
    [InlineData("bubblewrap 0.11.0\n", "0.11.0")]
    public void A_version_that_can_clear_the_environment_will_do(string output, string version) =>
        Judge(0, output).Should().Be(new BubblewrapTool.Found("/usr/bin/bwrap", Version.Parse(version)));

    [Fact]
    public void An_older_one_is_named_with_the_version_it_takes() =>
        Message(Judge(0, "bubblewrap 0.4.1\n")).Should().Contain("0.4.1").And.Contain("0.5.0").And.Contain("apt-get install");

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "bubblewrap\n")]
    [InlineData(0, "BusyBox 1.35.0\n")]
    [InlineData(1, "bubblewrap 0.8.0\n")]
    public void Another_program_in_its_place_is_not_taken_for_it(int exitCode, string output) =>
        Message(Judge(exitCode, output)).Should().StartWith("/usr/bin/bwrap does not answer as bubblewrap");

    [Fact]
    public void A_missing_one_is_asked_for_with_the_command_that_installs_it() =>
        Message(BubblewrapTool.Judge(BubblewrapTool.UsualPath, isConfigured: false, answer: null)).Should().EndWith("apt-get install bubblewrap");

    [Fact]
    public void A_wrong_setting_is_told_from_a_missing_package() =>
        Message(BubblewrapTool.Find("/nowhere/bwrap")).Should().Contain("/nowhere/bwrap").And.Contain("setting");

    private static BubblewrapTool Judge(int exitCode, string output) =>
        BubblewrapTool.Judge(BubblewrapTool.UsualPath, isConfigured: false, new ToolAnswer(exitCode, output, ""));

    private static string Message(BubblewrapTool tool)
    {
        var message = tool.Should().BeOfType<BubblewrapTool.Missing>().Which.Message;
        message.Should().NotContain("\n");
        return message;
    }
}
