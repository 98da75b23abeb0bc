using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

/// <summary>A hierarchy of version 2 made of ordinary files, which remembers what was written where, in order.</summary>
internal sealed class FakeUnifiedMachine : IDisposable
{
    public static readonly SupervisorMark Mark = new(4026531836, 100, 5000);

    private readonly DataFolder _folder = new();
    private readonly List<string> _written = [];

    public FakeUnifiedMachine() => AddGroup("", controllers: "cpuset cpu io memory pids", type: null);

    public string Mount => _folder.Path;

    /// <summary>Lines <c>group/file=value</c>, with our own folder as OURS.</summary>
    public IReadOnlyList<string> Written => _written;

    /// <summary>The fault of the next write into a file whose path ends so.</summary>
    public (string End, CgroupFault Fault)? Refusal { get; set; }

    public string AddGroup(string path, string processes = "", string controllers = "", string subtree = "", string? type = "domain")
    {
        var folder = path.Length == 0 ? Mount : $"{Mount}/{path}";
        Directory.CreateDirectory(folder);
        File.WriteAllText($"{folder}/cgroup.procs", processes);
        File.WriteAllText($"{folder}/cgroup.controllers", controllers);
        File.WriteAllText($"{folder}/cgroup.subtree_control", subtree);
        if (type is not null)
        {
            File.WriteAllText($"{folder}/cgroup.type", type);
        }

        return folder;
    }

    public CgroupProbe Open(string own) =>
        new UnifiedOpening(own.Length == 0 ? Mount : $"{Mount}/{own}", Mount, Mark, Write, TimeProvider.System).Open();

    public void Dispose() => _folder.Dispose();

    private CgroupFailure? Write(string path, string value)
    {
        if (Refusal is var (end, fault) && path.EndsWith(end, StringComparison.Ordinal))
        {
            return new CgroupFailure(fault, $"write {value} to", path);
        }

        _written.Add($"{Path.GetRelativePath(Mount, path).Replace(Mark.FolderName, "OURS", StringComparison.Ordinal)}={value}");
        return null;
    }
}
