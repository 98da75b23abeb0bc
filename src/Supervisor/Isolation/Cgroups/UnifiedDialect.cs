namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The files of version 2.</summary>
internal sealed class UnifiedDialect : CgroupDialect
{
    public override string Name => "cgroup v2";

    public override IEnumerable<CgroupSetting> Settings(CgroupFolders group, CgroupLimits limits)
    {
        if (group.Of(Controllers.Memory) is { } memory)
        {
            yield return new($"{memory}/memory.max", $"{limits.MemoryBytes}");
            // Absent where the kernel counts no swap.
            yield return new($"{memory}/memory.swap.max", "0", SettingNeed.IfPresent);
            // All of a worker goes at once: half a worker is of no use.
            yield return new($"{memory}/memory.oom.group", "1", SettingNeed.IfPresent);
        }

        if (group.Of(Controllers.Pids) is { } pids)
        {
            yield return new($"{pids}/pids.max", $"{limits.Pids}");
        }

        if (group.Of(Controllers.Cpu) is { } cpu)
        {
            yield return new($"{cpu}/cpu.weight", $"{limits.CpuWeight}");
            var quota = limits.CpuCores is { } cores ? $"{QuotaMicroseconds(cores)}" : "max";
            yield return new($"{cpu}/cpu.max", $"{quota} {QuotaPeriodMicroseconds}");
        }
    }

    public override long? OutOfMemoryKills(CgroupFolders group) =>
        group.Of(Controllers.Memory) is { } memory ? CgroupText.Field(CgroupFiles.Read($"{memory}/memory.events"), "oom_kill") : null;

    // Counted in every group, with or without the controller.
    public override TimeSpan? CpuTime(CgroupFolders group) =>
        CgroupText.Field(CgroupFiles.Read($"{group.All[0]}/cpu.stat"), "usage_usec") is { } used ? TimeSpan.FromMicroseconds(used) : null;

    public override long? MemoryBytes(CgroupFolders group) => group.Of(Controllers.Memory) is { } memory
        ? WithoutCache(CgroupFiles.Read($"{memory}/memory.current"), CgroupFiles.Read($"{memory}/memory.stat"), "inactive_file", "active_file")
        : null;
}
