using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Management;

/// <summary>The last hour of one function.</summary>
/// <param name="From">When the first minute of it began.</param>
/// <param name="To">When the running minute, the last of it, began.</param>
/// <param name="Minutes">Oldest first; those in which nothing happened are left out.</param>
internal sealed record HistoryAnswer(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<MinuteView> Minutes) : SuccessAnswer;

/// <summary>One minute of a function.</summary>
internal sealed record MinuteView
{
    public required DateTimeOffset At { get; init; }

    public required int Invocations { get; init; }

    public required ErrorsView Errors { get; init; }

    public required int Timeouts { get; init; }

    public required int Refused { get; init; }

    /// <summary>Calls whose caller left before the answer.</summary>
    public required int Abandoned { get; init; }

    public double? P50Ms { get; init; }

    public double? P95Ms { get; init; }

    public double? P99Ms { get; init; }

    /// <summary>The most that were seen at once; only where somebody looked.</summary>
    public int? Workers { get; init; }

    /// <summary>The most that the workers held together; only where somebody looked.</summary>
    public long? MemoryBytes { get; init; }

    public static MinuteView Of(MinuteCounters minute)
    {
        var durations = minute.Durations();
        return new MinuteView
        {
            At = FunctionHistory.BeginningOf(minute.Minute),
            Invocations = minute.Invocations,
            Errors = new ErrorsView(
                minute.Count(InvocationResultKind.Threw),
                minute.Count(InvocationResultKind.Unusable),
                minute.Count(InvocationResultKind.OutOfMemory),
                minute.Count(InvocationResultKind.WorkerDied),
                minute.Count(InvocationResultKind.LoadFailed)),
            Timeouts = minute.Count(InvocationResultKind.Timeout),
            Refused = minute.Count(InvocationResultKind.Refused),
            Abandoned = minute.Count(InvocationResultKind.Abandoned),
            P50Ms = durations?.P50 / 1000,
            P95Ms = durations?.P95 / 1000,
            P99Ms = durations?.P99 / 1000,
            Workers = minute.Workers,
            MemoryBytes = minute.Workers is null ? null : minute.MemoryBytes,
        };
    }
}

/// <summary>Failed calls by what went wrong; time limits are counted apart.</summary>
internal sealed record ErrorsView(int Threw, int Unusable, int OutOfMemory, int WorkerDied, int LoadFailed);

/// <summary>The last hour of all functions that were called in it.</summary>
/// <param name="From">When the first point began.</param>
/// <param name="StepSeconds">What one point covers.</param>
/// <param name="Functions">In order of their names.</param>
internal sealed record HistoriesAnswer(DateTimeOffset From, int StepSeconds, IReadOnlyList<FunctionPointsView> Functions) : SuccessAnswer;

/// <summary>The last hour of one function in equal steps, oldest first.</summary>
/// <param name="Id">Which function.</param>
/// <param name="Invocations">Calls that ran.</param>
/// <param name="Failures">Those that failed, by their time limit too.</param>
internal sealed record FunctionPointsView(string Id, IReadOnlyList<int> Invocations, IReadOnlyList<int> Failures)
{
    public static FunctionPointsView Of(string id, IReadOnlyList<MinuteCounters> minutes, Func<long, int> pointOf, int points)
    {
        var (invocations, failures) = (new int[points], new int[points]);
        foreach (var minute in minutes)
        {
            invocations[pointOf(minute.Minute)] += minute.Invocations;
            failures[pointOf(minute.Minute)] += minute.Failures;
        }

        return new FunctionPointsView(id, invocations, failures);
    }
}
