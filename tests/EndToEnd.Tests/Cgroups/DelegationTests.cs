using System.Diagnostics;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>A supervisor without any privilege, in groups that root handed to its user: these tests run the others of the folder as that user.</summary>
public sealed class DelegationTests : IAsyncLifetime, IDisposable
{
    private const string Nobody = "65534";

    // Root puts it into the groups; from then on it is that user.
    private const string Launch =
        """for group; do [ "$group" = -- ] && break; echo 0 > "$group/cgroup.procs" || exit 9; shift; done; shift; exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all "$@" """;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private readonly List<string> _groups = [];
    private readonly DataFolder _home = new();

    public async Task InitializeAsync()
    {
        if (CgroupSetup.Find(CgroupMount.Parse(await File.ReadAllTextAsync("/proc/self/mountinfo")), CgroupMembership.Parse(await File.ReadAllTextAsync("/proc/self/cgroup")))
            is not CgroupSetup.Legacy { Own: var own })
        {
            throw new InvalidOperationException("These tests hand over groups of cgroup v1, as root.");
        }

        _groups.AddRange(own.All.Select(folder => $"{folder}/molnos-test-{Environment.ProcessId}"));
        _groups.ForEach(folder => Directory.CreateDirectory(folder));
        using var handOver = Process.Start("/bin/chown", [Nobody, _home.Path, .. _groups, .. _groups.Select(folder => $"{folder}/cgroup.procs")]);
        await handOver.WaitForExitAsync();
        handOver.ExitCode.Should().Be(0);
    }

    public async Task DisposeAsync() => (await CgroupRemoval.RemoveAsync(_groups, TimeProvider.System)).Should().BeNull();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task An_unprivileged_user_has_the_same_walls()
    {
        // All but the one that freezes, for which root would have to hand over one more hierarchy.
        var output = await RunAsNobodyAsync(_groups, "LeftoverTests", "WorkerLimitTests", "WorkerRemovalTests.A_kill", "WorkerRemovalTests.A_removal", "WorkerRemovalTests.Closing");

        output.Should().MatchRegex(@"Passed!.*Failed:\s+0, Passed:\s+[1-9]\d,", output);
    }

    [Fact]
    public async Task Without_delegation_an_unprivileged_user_is_told_what_to_ask_for()
    {
        var output = await RunAsNobodyAsync([], "WorkerRemovalTests.A_name_is_given_once");

        output.Should().Contain("permission denied: for each of memory, pids, cpu and cpuacct make a group, chown it to this user");
    }

    private async Task<string> RunAsNobodyAsync(IEnumerable<string> groups, params string[] tests)
    {
        var start = new ProcessStartInfo("/bin/sh", [
            "-c", Launch, "sh", .. groups, "--",
            Environment.ProcessPath!, "test", typeof(DelegationTests).Assembly.Location, "--filter", string.Join('|', tests.Select(name => $"FullyQualifiedName~Cgroups.{name}")),
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.Path,
        };
        start.Environment["HOME"] = _home.Path;
        start.Environment["DOTNET_CLI_HOME"] = _home.Path;
        using var run = Process.Start(start)!;
        var printed = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync()).WaitAsync(s_limit);
        return string.Concat(printed);
    }
}
