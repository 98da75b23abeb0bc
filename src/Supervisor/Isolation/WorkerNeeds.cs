namespace MolnOS.Sandbox.Isolation;

/// <summary>What a worker is started for, as far as its walls depend on it.</summary>
/// <param name="MemoryMb">Memory its function may use, in MiB; the JavaScript heap's limit is set by it when the process starts.</param>
/// <param name="BaseMemoryMb">Memory that Node itself may use beside that, in MiB.</param>
/// <param name="CpuCores">Processors' worth of time it may use at most; null for as much as is free.</param>
internal sealed record WorkerNeeds(int MemoryMb, int BaseMemoryMb = 96, double? CpuCores = null)
{
    /// <summary>All its memory, in bytes.</summary>
    public long MemoryBytes => (MemoryMb + BaseMemoryMb) * 1024L * 1024L;
}
