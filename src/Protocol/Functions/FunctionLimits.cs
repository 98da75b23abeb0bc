namespace MolnOS.Sandbox.Protocol.Functions;

/// <summary>What a function may use. Ranges stand in <see cref="FunctionLimitRanges"/>.</summary>
public sealed record FunctionLimits
{
    /// <summary>Longest time from a call's arrival to its answer, in milliseconds.</summary>
    public int TimeoutMs { get; init; } = 30_000;

    /// <summary>Memory of one worker, in MiB.</summary>
    public int MemoryMb { get; init; } = 128;

    /// <summary>Processors' worth of time that one worker may use; null means as much as is free, shared fairly.</summary>
    public double? Cpu { get; init; }

    /// <summary>Calls that run at once in one worker.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>Workers at most; null means one for each processor.</summary>
    public int? MaxWorkers { get; init; }

    /// <summary>Workers kept even when idle.</summary>
    public int MinWorkers { get; init; }

    /// <summary>How often it may be called; null means as often as it can answer.</summary>
    public FunctionRate? Rate { get; init; }
}

/// <summary>The allowed range of each limit, both ends included.</summary>
public static class FunctionLimitRanges
{
    /// <summary>Milliseconds.</summary>
    public static (int Least, int Most) TimeoutMs => (100, 900_000);

    /// <summary>MiB.</summary>
    public static (int Least, int Most) MemoryMb => (32, 4096);

    /// <summary>Processors.</summary>
    public static (double Least, double Most) Cpu => (0.05, 64);

    /// <summary>Calls.</summary>
    public static (int Least, int Most) Concurrency => (1, 1000);

    /// <summary>Workers.</summary>
    public static (int Least, int Most) MaxWorkers => (1, 64);

    /// <summary>Workers.</summary>
    public static (int Least, int Most) MinWorkers => (0, 16);

    /// <summary>Calls.</summary>
    public static (int Least, int Most) RateRequests => (1, 1_000_000);

    /// <summary>Seconds.</summary>
    public static (int Least, int Most) RatePerSeconds => (1, 86_400);
}
