using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Invocation;

/// <summary>
/// Writes down what became of a call: statistics, metrics, and a line in the function's log when it failed. Counts are read when
/// somebody asks; only the duration is told to a listener at each call.
/// </summary>
internal sealed class InvocationRecorder
{
    private static readonly KeyValuePair<string, object?>[] Outcomes =
    [
        .. new[]
        {
            "answered", "threw", "unusable", "timed_out", "out_of_memory", "worker_died", "load_failed", "overloaded", "backing_off",
            "too_large", "gone", "stopping", "caller_left",
        }.Select(label => new KeyValuePair<string, object?>("outcome", label)),
    ];

    private readonly long[] _calls = new long[Outcomes.Length];
    private readonly long[] _systemCalls = new long[Outcomes.Length];
    private readonly Histogram<double> _duration;
    private readonly InvocationStatistics _statistics;
    private readonly FunctionLog _log;
    private readonly TimeProvider _time;
    private long _inFlight;
    private long _coldStarts;

    public InvocationRecorder(InvocationStatistics statistics, FunctionLog log, TimeProvider time, Meter meter)
    {
        _statistics = statistics;
        _log = log;
        _time = time;
        meter.CreateObservableGauge(
            "molnos_invocations_in_flight", () => Volatile.Read(ref _inFlight), description: "Calls that have not ended.");
        meter.CreateObservableCounter("molnos_invocations_total", () => Read(_calls), description: "Calls, by how they ended.");
        meter.CreateObservableCounter(
            "molnos_system_invocations_total", () => Read(_systemCalls), description: "Calls of the server's own programs, such as the schema validator, by how they ended.");
        meter.CreateObservableCounter(
            "molnos_cold_starts_total", () => Volatile.Read(ref _coldStarts), description: "Calls that waited for a worker's start.");
        _duration = meter.CreateHistogram<double>("molnos_invocation_duration_seconds", "s", "Time from a call's arrival to its answer.");
    }

    /// <summary>A call has come.</summary>
    public void Began(DeployedFunction function)
    {
        if (!function.IsSystem)
        {
            Interlocked.Increment(ref _inFlight);
        }
    }

    /// <summary>A call has ended.</summary>
    public void Ended(DeployedFunction function, InvocationId id, Finish finish)
    {
        if (function.IsSystem)
        {
            Interlocked.Increment(ref _systemCalls[IndexOf(finish.Outcome)]);
            return;
        }

        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _calls[IndexOf(finish.Outcome)]);
        _duration.Record(finish.Duration.TotalSeconds);
        if (finish.WasCold)
        {
            Interlocked.Increment(ref _coldStarts);
        }

        _statistics.Record(function.Id, Kind(finish.Outcome), finish.Duration, finish.WasCold);
        if (Describe(finish) is { } message)
        {
            _log.Append(new FunctionLogLine(
                function.Id, _time.GetUtcNow(), LogSeverity.Error, message, id.ToString(), IsLate: false, FieldsJson: null));
        }
    }

    private static IEnumerable<Measurement<long>> Read(long[] calls) =>
        Outcomes.Select((label, index) => new Measurement<long>(Volatile.Read(ref calls[index]), label));

    /// <summary>Place in <see cref="Outcomes"/>.</summary>
    private static int IndexOf(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Answered => 0,
        InvocationOutcome.Threw => 1,
        InvocationOutcome.Unusable => 2,
        InvocationOutcome.TimedOut => 3,
        InvocationOutcome.OutOfMemory => 4,
        InvocationOutcome.WorkerDied => 5,
        InvocationOutcome.LoadFailed => 6,
        InvocationOutcome.Overloaded => 7,
        InvocationOutcome.BackingOff => 8,
        InvocationOutcome.TooLarge => 9,
        InvocationOutcome.Gone => 10,
        InvocationOutcome.Stopping => 11,
        InvocationOutcome.CallerLeft => 12,
    };

    private static InvocationResultKind Kind(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Answered => InvocationResultKind.Ok,
        InvocationOutcome.TimedOut => InvocationResultKind.Timeout,
        InvocationOutcome.CallerLeft => InvocationResultKind.Abandoned,
        InvocationOutcome.Overloaded or InvocationOutcome.BackingOff or InvocationOutcome.Gone or InvocationOutcome.TooLarge or InvocationOutcome.Stopping
            => InvocationResultKind.Refused,
        InvocationOutcome.Threw => InvocationResultKind.Threw,
        InvocationOutcome.Unusable => InvocationResultKind.Unusable,
        InvocationOutcome.OutOfMemory => InvocationResultKind.OutOfMemory,
        InvocationOutcome.WorkerDied => InvocationResultKind.WorkerDied,
        InvocationOutcome.LoadFailed => InvocationResultKind.LoadFailed,
    };

    /// <summary>The line for the function's log; the worker's own end is logged by the pool.</summary>
    private static string? Describe(Finish finish) => finish.Outcome switch
    {
        InvocationOutcome.Threw threw => finish.Stack ?? $"{threw.ErrorName}: {threw.Message}",
        InvocationOutcome.Unusable unusable => $"The handler's result cannot be an answer: {unusable.Reason}",
        InvocationOutcome.TimedOut timedOut => $"The call did not end within its limit of {timedOut.Limit.TotalMilliseconds:0} ms.",
        InvocationOutcome.OutOfMemory memory => $"The call's worker ran out of memory (limit {memory.LimitMb} MiB).",
        InvocationOutcome.WorkerDied died => $"The call was lost with its worker: {died.Reason}.",
        _ => null,
    };
}

/// <summary>How a call finished, for the records.</summary>
/// <param name="Outcome">What its caller gets.</param>
/// <param name="Duration">From its arrival to its outcome.</param>
/// <param name="WasCold">Whether it waited for a worker's start.</param>
/// <param name="Stack">The stack of the error it threw, for the log only.</param>
internal readonly record struct Finish(InvocationOutcome Outcome, TimeSpan Duration, bool WasCold, string? Stack);
