using System.Buffers;

namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Which version holds this machine's processes, and where in it we are. Pure.</summary>
internal abstract record CgroupSetup
{
    /// <summary>What may stand in the path of our own group, which others named: nothing that is more than a letter to a shell's argument.</summary>
    private static readonly SearchValues<char> s_pathLetters =
        SearchValues.Create("/_.:@\\+=,%~-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private CgroupSetup()
    {
    }

    /// <summary>Version 2.</summary>
    /// <param name="Own">Folder of our group.</param>
    /// <param name="Mount">Folder of the topmost group that shows.</param>
    public sealed record Unified(string Own, string Mount) : CgroupSetup;

    /// <summary>Version 1, also where version 2 is mounted beside it and holds no controller.</summary>
    /// <param name="Own">Folder of our group for each controller that shows.</param>
    public sealed record Legacy(CgroupFolders Own) : CgroupSetup;

    /// <summary>Neither can be used.</summary>
    public sealed record Absent(MissingCgroup Part) : CgroupSetup;

    /// <summary>Version 1 if it has the memory controller, for a controller is in one hierarchy only; else version 2.</summary>
    public static CgroupSetup Find(IReadOnlyList<CgroupMount> mounts, IReadOnlyList<CgroupMembership> memberships)
    {
        if (memberships.Any(membership => membership.Controllers.Contains(Controllers.Memory, StringComparer.Ordinal)))
        {
            return FindLegacy(mounts, memberships);
        }

        if (memberships.FirstOrDefault(membership => membership.IsUnified) is not { } own)
        {
            return new Absent(new("the kernel has no cgroup v2 and no memory controller of v1", "boot a kernel with cgroups and the memory controller (cgroup_enable=memory)"));
        }

        return Show(mounts.Where(mount => mount.IsUnified), own.Group) is ({ } mount, { } folder)
            ? IsSafe(folder) ? new Unified(folder, mount.Point.TrimEnd('/')) : Unsafe(folder)
            : NotMounted($"the own group {own.Group} of cgroup v2");
    }

    private static CgroupSetup FindLegacy(IReadOnlyList<CgroupMount> mounts, IReadOnlyList<CgroupMembership> memberships)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var controller in Controllers.OfLegacy)
        {
            var group = memberships.FirstOrDefault(membership => membership.Controllers.Contains(controller, StringComparer.Ordinal))?.Group;
            var (_, folder) = group is null ? default : Show(mounts.Where(mount => !mount.IsUnified && mount.Options.Contains(controller, StringComparer.Ordinal)), group);
            if (folder is not null && !IsSafe(folder))
            {
                return Unsafe(folder);
            }

            if (folder is not null)
            {
                folders[controller] = folder;
            }
            else if (Controllers.IsNeeded(controller))
            {
                return NotMounted($"the own group of the v1 controller {controller}");
            }
        }

        return new Legacy(CgroupFolders.Legacy(folders));
    }

    /// <summary>The first mount in which the group shows, one that can be written if there is one.</summary>
    private static (CgroupMount? Mount, string? Folder) Show(IEnumerable<CgroupMount> mounts, string group) => mounts
        .OrderBy(mount => mount.IsReadOnly)
        .Select(mount => ((CgroupMount?)mount, mount.FolderOf(group)))
        .FirstOrDefault(shown => shown.Item2 is not null);

    private static bool IsSafe(string folder) => !folder.AsSpan().ContainsAnyExcept(s_pathLetters);

    private static Absent Unsafe(string folder) => new(new(
        $"the folder {folder} has signs in its name that are not handed to a shell", "start the supervisor in a group with a plain name"));

    private static Absent NotMounted(string what) => new(new(
        $"{what} is not mounted here", "mount it below /sys/fs/cgroup; in a container, give it /sys/fs/cgroup, writable"));
}
