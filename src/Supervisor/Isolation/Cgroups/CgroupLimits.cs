namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>What one worker may use.</summary>
/// <param name="MemoryBytes">All its memory, page cache included; over it, the kernel kills. There is no swap beside it.</param>
/// <param name="Pids">Processes and threads at once.</param>
/// <param name="CpuCores">Processor time in each tenth of a second, 0.01 and up; null for as much as there is.</param>
/// <param name="CpuWeight">Its share among busy workers, 1 to 10000.</param>
internal sealed record CgroupLimits(long MemoryBytes, int Pids, double? CpuCores = null, int CpuWeight = 100)
{
    // Version 1 reads -1 as "no limit": a wrong number must not open the wall.
    public long MemoryBytes { get; init; } = Within(MemoryBytes, 1, long.MaxValue);

    public int Pids { get; init; } = Within(Pids, 1, 4_194_304);

    public double? CpuCores { get; init; } = CpuCores is { } cores ? Within(cores, 0.01, 10_000) : null;

    public int CpuWeight { get; init; } = Within(CpuWeight, 1, 10_000);

    private static T Within<T>(T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A limit lies between {least} and {most}.");
}
