namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The kernel's controllers that a worker's group is held by.</summary>
internal static class Controllers
{
    /// <summary>Memory; no worker runs without it.</summary>
    public const string Memory = "memory";

    /// <summary>How many processes and threads; no worker runs without it.</summary>
    public const string Pids = "pids";

    /// <summary>Share and quota of the processors.</summary>
    public const string Cpu = "cpu";

    /// <summary>Processor time used; a controller of its own only in version 1.</summary>
    public const string CpuAccounting = "cpuacct";

    /// <summary>What version 2 is asked for, in the order it is written.</summary>
    public static readonly IReadOnlyList<string> OfUnified = [Memory, Pids, Cpu];

    /// <summary>What version 1 is asked for. The first is where a kill begins: without forks there is an end to it.</summary>
    public static readonly IReadOnlyList<string> OfLegacy = [Pids, Memory, Cpu, CpuAccounting];

    /// <summary>Whether there are no walls without it.</summary>
    public static bool IsNeeded(string controller) => controller is Memory or Pids;
}
