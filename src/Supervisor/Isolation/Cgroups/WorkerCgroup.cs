namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The group of one worker: it holds every process the worker ever has.</summary>
internal sealed class WorkerCgroup(CgroupFolders folders, CgroupDialect dialect, CgroupWrite write, Func<CgroupFolders, Task<bool>> remove)
{
    /// <summary>
    /// The files into each of which the launcher writes <c>0</c>, which means itself, before it becomes the worker. To be handed to a
    /// shell as arguments, never as a part of its script.
    /// </summary>
    public IReadOnlyList<string> JoinFiles { get; } = [.. folders.All.Select(folder => $"{folder}/cgroup.procs")];

    /// <summary>How many processes of the worker the kernel killed for want of memory; null when the group is gone.</summary>
    public long? OutOfMemoryKills => dialect.OutOfMemoryKills(folders);

    /// <summary>Processor time used so far; null where the kernel does not count it, or the group is gone.</summary>
    public TimeSpan? CpuTime => dialect.CpuTime(folders);

    /// <summary>Memory in use, without page cache that can be taken back; null when the group is gone.</summary>
    public long? MemoryBytes => dialect.MemoryBytes(folders);

    /// <summary>Whether a process is in it.</summary>
    public bool IsPopulated => folders.All.Any(folder => CgroupText.Processes(CgroupFiles.Read($"{folder}/cgroup.procs")).Count > 0);

    /// <summary>Whether a process is in it, in every hierarchy.</summary>
    public bool Holds(int processId) => folders.All.All(folder => CgroupText.Processes(CgroupFiles.Read($"{folder}/cgroup.procs")).Contains(processId));

    /// <summary>
    /// Sets the limits, also those of a worker that runs. Null when all hold; else the first that does not, and the others after it are not set.
    /// </summary>
    public CgroupFailure? Limit(CgroupLimits limits)
    {
        if (limits.CpuCores is not null && folders.Of(Controllers.Cpu) is null)
        {
            return new CgroupFailure(CgroupFault.Gone, "limit the processor in", folders.All[0]);
        }

        return dialect.Settings(folders, limits).Select(Apply).FirstOrDefault(failure => failure is not null);
    }

    /// <summary>Kills every process in it, at once and without waiting for their ends. It cannot be used for another worker after that.</summary>
    public void Kill()
    {
        foreach (var folder in folders.All)
        {
            CgroupRemoval.Kill(folder);
        }
    }

    /// <summary>Kills what is left and removes the group, in two seconds at most. False when it stays for the tree's next sweep.</summary>
    public Task<bool> RemoveAsync() => remove(folders);

    private CgroupFailure? Apply(CgroupSetting setting) => write(setting.Path, setting.Value) switch
    {
        null => null,
        { Fault: CgroupFault.Gone } when setting.Need is SettingNeed.IfPresent => null,
        _ when setting.Need is SettingNeed.Try => null,
        var failure => failure,
    };
}
