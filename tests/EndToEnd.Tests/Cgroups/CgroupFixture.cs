using System.Diagnostics;
using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.EndToEnd.Tests.Cgroups;

/// <summary>A tree of groups on this machine's real kernel, and small processes to put into them.</summary>
internal sealed class CgroupFixture
{
    /// <summary>Enough for a shell, and little enough to be passed at once.</summary>
    public static readonly CgroupLimits Small = new(48 << 20, 32);

    // Joins as a worker's launcher does, then becomes the command.
    private const string Join = """set -e; while [ "$1" != -- ]; do echo 0 > "$1"; shift; done; shift; exec "$@" """;

    private int _count;

    /// <summary>Opens the tree. A machine that cannot is told so: these tests prove the walls, and a wall that is not there is no wall.</summary>
    public CgroupTree Tree { get; } = CgroupTree.Open(TimeProvider.System) switch
    {
        CgroupProbe.Ready { Tree: var tree } => tree,
        CgroupProbe.Missing { Parts: var parts } => throw new InvalidOperationException(
            $"These tests need control groups (as root, or delegated): {string.Join("; ", parts.Select(part => $"{part.What}: {part.Remedy}"))}."),
    };

    public WorkerCgroup Create(CgroupLimits? limits = null) => Tree.Create($"test-{_count++}", limits ?? Small) switch
    {
        CgroupCreation.Created { Group: var group } => group,
        CgroupCreation.Failed { Why: var why } => throw new InvalidOperationException(why.ToString()),
    };

    /// <summary>Starts a script of /bin/sh, or of bash, in a group.</summary>
    public static Process Start(WorkerCgroup group, string script, string shell = "/bin/sh") =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Join, "sh", .. group.JoinFiles, "--", shell, "-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Kills what still runs in the groups; a group that stays is a failed test. What a test run that was broken off left goes too.</summary>
    public async Task CloseAsync()
    {
        (await Tree.CloseAsync()).Should().BeNull();
        await Tree.SweepAsync(default);
    }
}
