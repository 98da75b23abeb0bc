namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The files of version 1.</summary>
internal sealed class LegacyDialect : CgroupDialect
{
    private const int DefaultShares = 1024;
    private const int DefaultWeight = 100;

    public override string Name => "cgroup v1";

    public override IEnumerable<CgroupSetting> Settings(CgroupFolders group, CgroupLimits limits)
    {
        if (group.Of(Controllers.Memory) is { } memory)
        {
            // Memory with swap may never be less than memory alone: this makes room for a limit that grows, and fails for one that shrinks.
            yield return new($"{memory}/memory.memsw.limit_in_bytes", $"{limits.MemoryBytes}", SettingNeed.Try);
            yield return new($"{memory}/memory.limit_in_bytes", $"{limits.MemoryBytes}");
            yield return new($"{memory}/memory.memsw.limit_in_bytes", $"{limits.MemoryBytes}", SettingNeed.IfPresent);
        }

        if (group.Of(Controllers.Pids) is { } pids)
        {
            yield return new($"{pids}/pids.max", $"{limits.Pids}");
        }

        if (group.Of(Controllers.Cpu) is { } cpu)
        {
            yield return new($"{cpu}/cpu.shares", $"{Shares(limits.CpuWeight)}");
            yield return new($"{cpu}/cpu.cfs_period_us", $"{QuotaPeriodMicroseconds}", SettingNeed.IfPresent);
            var quota = limits.CpuCores is { } cores ? $"{QuotaMicroseconds(cores)}" : "-1";
            yield return new($"{cpu}/cpu.cfs_quota_us", quota, limits.CpuCores is null ? SettingNeed.IfPresent : SettingNeed.Must);
        }
    }

    public override long? OutOfMemoryKills(CgroupFolders group) =>
        group.Of(Controllers.Memory) is { } memory ? CgroupText.Field(CgroupFiles.Read($"{memory}/memory.oom_control"), "oom_kill") : null;

    public override TimeSpan? CpuTime(CgroupFolders group) =>
        group.Of(Controllers.CpuAccounting) is { } accounting && CgroupText.Number(CgroupFiles.Read($"{accounting}/cpuacct.usage")) is { } nanoseconds
            ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
            : null;

    public override long? MemoryBytes(CgroupFolders group) => group.Of(Controllers.Memory) is { } memory
        ? WithoutCache(
            CgroupFiles.Read($"{memory}/memory.usage_in_bytes"), CgroupFiles.Read($"{memory}/memory.stat"), "total_inactive_file", "total_active_file")
        : null;

    /// <summary>A weight of 100 is what version 1 calls 1024.</summary>
    private static int Shares(int weight) => Math.Clamp((int)((long)weight * DefaultShares / DefaultWeight), 2, 262_144);
}
