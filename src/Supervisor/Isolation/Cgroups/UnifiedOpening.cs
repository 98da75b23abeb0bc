namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>
/// Takes a place in version 2. A group whose children have controllers may hold no process itself, so in a delegated group the supervisor
/// first moves below, and never moves anybody else.
/// </summary>
/// <param name="own">Folder of our group.</param>
/// <param name="mount">Folder of the topmost group that shows.</param>
/// <param name="mark">Who we are.</param>
/// <param name="write">Writes into files of groups.</param>
/// <param name="time">Clock of the tree.</param>
internal sealed class UnifiedOpening(string own, string mount, SupervisorMark mark, CgroupWrite write, TimeProvider time)
{
    /// <summary>Opens the first place that can be had.</summary>
    public CgroupProbe Open()
    {
        var processes = CgroupText.Processes(CgroupFiles.Read($"{own}/cgroup.procs"));
        // Only the kernel's own topmost group lacks this file; a container's is an ordinary one.
        var isTopOfKernel = !File.Exists($"{mount}/cgroup.type");
        var isAlone = processes.All(id => id == mark.Pid);
        var missing = new List<MissingCgroup>();
        foreach (var place in UnifiedPlace.Candidates(own, mount, isTopOfKernel, isAlone))
        {
            if (TryTake(place, out var controllers) is { } part)
            {
                missing.Add(part);
                continue;
            }

            return new CgroupProbe.Ready(new CgroupTree(CgroupFolders.Unified(place.Parent, controllers), mark, new UnifiedDialect(), write, time));
        }

        return new CgroupProbe.Missing(isAlone ? missing : [CgroupAdvice.ForShared(own), .. missing]);
    }

    private MissingCgroup? TryTake(UnifiedPlace place, out IReadOnlyList<string> controllers)
    {
        var available = CgroupText.Words(CgroupFiles.Read($"{place.Parent}/cgroup.controllers"));
        controllers = [.. Controllers.OfUnified.Intersect(available, StringComparer.Ordinal)];
        var lacking = Controllers.OfUnified.Where(Controllers.IsNeeded).Except(available, StringComparer.Ordinal).ToList();
        if (lacking.Count > 0)
        {
            return CgroupAdvice.ForControllers(lacking, place.Parent);
        }

        var ours = $"{place.Parent}/{mark.FolderName}";
        var failure = MoveSelf(place)
            ?? Enable(place.Parent, controllers)
            // A worker comes from our group into its own: the kernel asks for the right to the group above both.
            ?? CgroupFiles.CheckWritable($"{place.Parent}/cgroup.procs")
            ?? CgroupFiles.MakeOrKeep(ours)
            ?? Enable(ours, controllers);
        return failure is null ? null : CgroupAdvice.ForUnified(failure);
    }

    private CgroupFailure? MoveSelf(UnifiedPlace place)
    {
        if (!place.MovesSelf)
        {
            return null;
        }

        var supervisor = $"{place.Parent}/{UnifiedPlace.Supervisor}";
        return CgroupFiles.MakeOrKeep(supervisor) ?? write($"{supervisor}/cgroup.procs", "0");
    }

    private CgroupFailure? Enable(string folder, IEnumerable<string> controllers)
    {
        var lacking = controllers.Except(CgroupText.Words(CgroupFiles.Read($"{folder}/cgroup.subtree_control")), StringComparer.Ordinal).ToList();
        return lacking.Count == 0 ? null : write($"{folder}/cgroup.subtree_control", string.Join(' ', lacking.Select(controller => $"+{controller}")));
    }
}
