using System.Diagnostics;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>What <c>scripts/crash-test</c> does thirty times over, done twice, and once with a loss made on purpose.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Kills_under_every_kind_of_write_lose_nothing_acknowledged_and_leave_nothing_by_half()
    {
        var (exitCode, output) = await RunAsync("--rounds", "2", "--seed", "1");

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex(@"2 kills, [1-9]\d* acknowledged, \d+ unanswered, 0 lost or half done");
    }

    [Fact]
    public async Task One_acknowledged_row_that_is_missing_is_noticed_and_named()
    {
        var (exitCode, output) = await RunAsync("--rounds", "1", "--seed", "2", "--tamper");

        exitCode.Should().Be(1, output);
        output.Should().Contain("1 lost or half done").And.Contain("lost: rows over HTTP");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo(RepositoryPaths.Node, [RepositoryPaths.FromRoot("tests/crash/crash.mjs"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (node.ExitCode, string.Concat(output));
    }
}
