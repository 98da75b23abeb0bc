namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>How much it matters that a value is taken.</summary>
internal enum SettingNeed
{
    /// <summary>Without it there is no wall.</summary>
    Must,

    /// <summary>Where the kernel has the file, it must be taken.</summary>
    IfPresent,

    /// <summary>It may fail; a later one decides.</summary>
    Try,
}

/// <summary>One value for one file of a group.</summary>
internal sealed record CgroupSetting(string Path, string Value, SettingNeed Need = SettingNeed.Must);

/// <summary>What the two versions call the same things.</summary>
internal abstract class CgroupDialect
{
    /// <summary>Length of the kernel's accounting period for quotas, its own default.</summary>
    protected const int QuotaPeriodMicroseconds = 100_000;

    /// <summary>For people.</summary>
    public abstract string Name { get; }

    /// <summary>What is written, in this order, to hold a group to its limits. Pure.</summary>
    public abstract IEnumerable<CgroupSetting> Settings(CgroupFolders group, CgroupLimits limits);

    /// <summary>How many processes of the group the kernel killed for want of memory.</summary>
    public abstract long? OutOfMemoryKills(CgroupFolders group);

    /// <summary>Processor time that the group has used.</summary>
    public abstract TimeSpan? CpuTime(CgroupFolders group);

    /// <summary>Memory in use, without the page cache that the kernel would take back.</summary>
    public abstract long? MemoryBytes(CgroupFolders group);

    /// <summary>In use, less what can be taken back; the two files are read one after the other, so they may disagree a little.</summary>
    protected static long? WithoutCache(string? usage, string? stat, string inactive, string active) =>
        CgroupText.Number(usage) is { } used
            ? Math.Max(0, used - (CgroupText.Field(stat, inactive) ?? 0) - (CgroupText.Field(stat, active) ?? 0))
            : null;

    protected static long QuotaMicroseconds(double cores) => Math.Max(1000, (long)(cores * QuotaPeriodMicroseconds));
}
