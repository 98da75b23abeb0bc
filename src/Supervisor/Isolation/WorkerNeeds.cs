namespace MolnOS.Sandbox.Isolation;

/// <summary>What a worker is started for, as far as its walls depend on it.</summary>
/// <param name="MemoryMb">Memory its function may use, in MiB.</param>
internal sealed record WorkerNeeds(int MemoryMb);
