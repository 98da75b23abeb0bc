namespace MolnOS.Sandbox.Workers;

/// <summary>Why a worker is no more.</summary>
internal enum DeathReason
{
    /// <summary>It had no work left, or its function was changed or removed; no call was lost.</summary>
    Retired,

    /// <summary>The supervisor stops.</summary>
    Stopping,

    /// <summary>A call passed its time limit, and the worker with it.</summary>
    Deadline,

    /// <summary>It used more memory than its function may.</summary>
    Memory,

    /// <summary>It broke the rules of the wire.</summary>
    Violation,

    /// <summary>It ended by itself, with whatever code.</summary>
    Exited,

    /// <summary>A signal ended it that was not ours.</summary>
    Signaled,
}

/// <summary>How a worker ended.</summary>
/// <param name="Reason">The class of it.</param>
/// <param name="Description">A phrase for callers and logs, such as <c>it exited with code 0</c>.</param>
/// <param name="LastLines">What it printed last, oldest first.</param>
internal sealed record WorkerDeath(DeathReason Reason, string Description, IReadOnlyList<string> LastLines)
{
    /// <summary>Whether it counts against the function as a crash.</summary>
    public bool IsCrash => Reason is DeathReason.Memory or DeathReason.Violation or DeathReason.Exited or DeathReason.Signaled;
}

/// <summary>What is known when a worker has ended.</summary>
/// <param name="KilledFor">Why we killed it, or null when we did not.</param>
/// <param name="Violation">The rule of the wire it broke, or null.</param>
/// <param name="ExitCode">Exit code, or 128 plus the signal.</param>
/// <param name="LastLines">What it printed last.</param>
internal sealed record DeathEvidence(DeathReason? KilledFor, string? Violation, int ExitCode, IReadOnlyList<string> LastLines)
{
    /// <summary>Whether the kernel killed anything of it for want of memory.</summary>
    public bool HasRunOutOfMemory { get; init; }
}

/// <summary>Tells the kinds of death apart. Pure.</summary>
internal static class DeathClassifier
{
    private const int Abort = 128 + 6;

    /// <summary>Whether only its last lines tell why a worker ended so: an abort of V8 says on stderr that the heap is full.</summary>
    public static bool IsTellingLastLines(int exitCode) => exitCode == Abort;

    /// <summary>The first of these that holds: our own reason, out of memory, a broken rule, exit or signal.</summary>
    public static WorkerDeath Classify(DeathEvidence evidence)
    {
        var (reason, description) = evidence switch
        {
            { KilledFor: DeathReason.Deadline } => (DeathReason.Deadline, "a call in it passed its time limit"),
            { KilledFor: DeathReason.Memory } or { HasRunOutOfMemory: true } => (DeathReason.Memory, "it used more memory than its limit"),
            { ExitCode: Abort } when HasHeapMessage(evidence.LastLines) => (DeathReason.Memory, "its JavaScript heap was full"),
            { Violation: { } what } => (DeathReason.Violation, $"it broke the protocol ({what})"),
            { KilledFor: DeathReason.Stopping } => (DeathReason.Stopping, "the server is stopping"),
            { KilledFor: { } ours } => (ours, "it was retired"),
            { ExitCode: > 128 and var code } => (DeathReason.Signaled, $"it was ended by {SignalName(code - 128)}"),
            var other => (DeathReason.Exited, $"it exited with code {other.ExitCode}"),
        };
        return new WorkerDeath(reason, description, evidence.LastLines);
    }

    private static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => $"signal {signal}",
    };

    private static bool HasHeapMessage(IReadOnlyList<string> lines) =>
        lines.Any(line => line.Contains("heap out of memory", StringComparison.OrdinalIgnoreCase)
            || line.Contains("out of memory", StringComparison.OrdinalIgnoreCase));
}
