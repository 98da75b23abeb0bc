using System.Diagnostics;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>A supervisor without any privilege, in groups that root handed to its user: these tests run the others of the folder as that user.</summary>
[Collection(QuietMachine.Collection)]
public sealed class DelegationTests : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private UnprivilegedUser? _user;

    public async Task InitializeAsync() => _user = await UnprivilegedUser.WithGroupsAsync();

    public async Task DisposeAsync() => await _user!.DisposeAsync();

    [Fact]
    public async Task An_unprivileged_user_has_the_same_walls()
    {
        // All but the one that freezes, for which root would have to hand over one more hierarchy.
        var output = await RunAsync(_user!.ThroughGroups, "LeftoverTests", "WorkerLimitTests", "WorkerRemovalTests.A_kill", "WorkerRemovalTests.A_removal", "WorkerRemovalTests.Closing");

        output.Should().MatchRegex(@"Passed!.*Failed:\s+0, Passed:\s+[1-9]\d,", output);
    }

    [Fact]
    public async Task Without_delegation_an_unprivileged_user_is_told_what_to_ask_for()
    {
        var output = await RunAsync(_user!.Through, "WorkerRemovalTests.A_name_is_given_once");

        output.Should().Contain("permission denied: for each of memory, pids, cpu and cpuacct make a group, chown it to this user");
    }

    private async Task<string> RunAsync(IReadOnlyList<string> through, params string[] tests)
    {
        var start = new ProcessStartInfo(through[0], [
            .. through.Skip(1),
            Environment.ProcessPath!, "test", typeof(DelegationTests).Assembly.Location, "--filter", string.Join('|', tests.Select(name => $"FullyQualifiedName~Cgroups.{name}")),
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _user!.Home.Path,
        };
        start.Environment["HOME"] = _user.Home.Path;
        start.Environment["DOTNET_CLI_HOME"] = _user.Home.Path;
        using var run = Process.Start(start)!;
        var printed = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync()).WaitAsync(s_limit);
        return string.Concat(printed);
    }
}
