using System.Globalization;
using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>One worker of a running supervisor as root sees it from outside, through <c>/proc</c>.</summary>
/// <param name="id">Process id of its node.</param>
internal sealed class OutsideView(int id)
{
    /// <summary>The process.</summary>
    public int Id => id;

    /// <summary>Its command line; nothing when it is gone.</summary>
    public IReadOnlyList<string> Command => (CgroupFiles.Read($"/proc/{id}/cmdline") ?? "").Split('\0');

    /// <summary>What it has open.</summary>
    public IReadOnlyDictionary<int, string> Descriptors => Directory.EnumerateFileSystemEntries($"/proc/{id}/fd")
        .ToDictionary(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture), file => new FileInfo(file).LinkTarget!);

    /// <summary>The folder of its group for each controller.</summary>
    public CgroupFolders Groups => CgroupSetup.Find(CgroupMount.Parse(File.ReadAllText("/proc/self/mountinfo")), CgroupMembership.Parse(File.ReadAllText($"/proc/{id}/cgroup"))) switch
    {
        CgroupSetup.Legacy { Own: var own } => own,
        CgroupSetup.Unified { Own: var own } => CgroupFolders.Unified(own, Controllers.OfUnified),
        var other => throw new InvalidOperationException($"The worker's groups do not show: {other}"),
    };

    /// <summary>All workers of a supervisor.</summary>
    public static IReadOnlyList<OutsideView> OfAll(SupervisorProcess supervisor) => [.. supervisor.Workers.Select(worker => new OutsideView(worker.Id))];

    /// <summary>The one worker with this limit of memory, which a test gives to no other function.</summary>
    public static OutsideView Of(SupervisorProcess supervisor, int memoryMb) =>
        OfAll(supervisor).Single(worker => worker.Command.Contains(string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={memoryMb}"), StringComparer.Ordinal));

    /// <summary>A field of its status, such as <c>Seccomp</c>.</summary>
    public string Status(string field) => File.ReadLines($"/proc/{id}/status")
        .First(line => line.StartsWith($"{field}:", StringComparison.Ordinal))[(field.Length + 1)..].Trim();

    /// <summary>Which namespace of a kind it is in; null when it is gone.</summary>
    public string? Namespace(string kind) => NamespaceOf($"{id}", kind);

    /// <summary>Which namespace of a kind the test run is in.</summary>
    public static string OwnNamespace(string kind) => NamespaceOf("self", kind)!;

    /// <summary>A value of its group.</summary>
    public string Setting(string controller, string file) => File.ReadAllText($"{Groups.Of(controller)}/{file}").Trim();

    private static string? NamespaceOf(string process, string kind) => new FileInfo($"/proc/{process}/ns/{kind}").LinkTarget;
}
