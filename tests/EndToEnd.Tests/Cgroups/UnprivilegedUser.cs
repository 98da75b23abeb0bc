using System.Diagnostics;
using System.Globalization;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>A user without a name and without any privilege, to whom root has handed a folder and groups of cgroup v1.</summary>
internal sealed class UnprivilegedUser : IAsyncDisposable
{
    // Root puts itself into the groups before it becomes the user.
    private const string Join = """for group; do [ "$group" = -- ] && break; echo 0 > "$group/cgroup.procs" || exit 9; shift; done; shift; exec "$@" """;

    private UnprivilegedUser(IReadOnlyList<string> groups) => Groups = groups;

    /// <summary>Nobody else's: far above the ids that a machine gives out.</summary>
    public int Id { get; } = 1_000_000_000 + Environment.ProcessId;

    /// <summary>A folder of its own.</summary>
    public DataFolder Home { get; } = new();

    /// <summary>The folders of its groups, one for each hierarchy.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Words before a command that make it the user's.</summary>
    public IReadOnlyList<string> Through
    {
        get
        {
            var id = Id.ToString(CultureInfo.InvariantCulture);
            return ["/usr/bin/setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--"];
        }
    }

    /// <summary>Words before a command that make it the user's, in its groups.</summary>
    public IReadOnlyList<string> ThroughGroups => ["/bin/sh", "-c", Join, "sh", .. Groups, "--", .. Through];

    /// <summary>Makes the groups below those of the test run, and hands them over.</summary>
    public static async Task<UnprivilegedUser> WithGroupsAsync()
    {
        if (CgroupSetup.Find(CgroupMount.Parse(await File.ReadAllTextAsync("/proc/self/mountinfo")), CgroupMembership.Parse(await File.ReadAllTextAsync("/proc/self/cgroup")))
            is not CgroupSetup.Legacy { Own: var own })
        {
            throw new InvalidOperationException("These tests hand over groups of cgroup v1, as root.");
        }

        var user = new UnprivilegedUser([.. own.All.Select(folder => $"{folder}/molnos-test-{Environment.ProcessId}")]);
        foreach (var folder in user.Groups)
        {
            Directory.CreateDirectory(folder);
        }

        using var handOver = Process.Start(
            "/bin/chown", [user.Id.ToString(CultureInfo.InvariantCulture), user.Home.Path, .. user.Groups, .. user.Groups.Select(folder => $"{folder}/cgroup.procs")]);
        await handOver.WaitForExitAsync();
        handOver.ExitCode.Should().Be(0);
        return user;
    }

    /// <summary>Takes all back.</summary>
    public async ValueTask DisposeAsync()
    {
        Home.Dispose();
        (await CgroupRemoval.RemoveAsync(Groups, TimeProvider.System)).Should().BeNull();
    }
}
