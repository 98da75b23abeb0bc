using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Api;

/// <summary>A supervisor that is told nonsense does not start, and says why in one line.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Workers:Wram", "2", "Workers:Wram")]
    [InlineData("Workers:Warm", "many", "Workers:Warm")]
    [InlineData("Workers:Warm", "-1", "Warm")]
    [InlineData("Hosting:ShutdownGrace", "-00:00:01", "ShutdownGrace")]
    public async Task A_setting_that_is_unknown_or_out_of_range_stops_the_start_with_a_line_that_names_it(string key, string value, string named)
    {
        var start = () => SupervisorProcess.StartAsync((key, value));

        var failure = (await start.Should().ThrowAsync<InvalidOperationException>()).Which;

        failure.Message.Should().Contain("exited with").And.Contain(named).And.NotContain("   at ");
    }

    [Fact]
    public async Task Two_supervisors_never_share_a_data_folder()
    {
        using var data = new DataFolder();
        await using var first = await SupervisorProcess.StartOnAsync(data);

        var second = () => SupervisorProcess.StartOnAsync(data);

        await second.Should().ThrowAsync<InvalidOperationException>();
        using var client = first.Client();
        (await client.GetAsync("/health")).Status.Should().Be(200);
    }
}
