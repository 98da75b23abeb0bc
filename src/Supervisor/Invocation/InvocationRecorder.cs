using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Invocation;

/// <summary>Writes down what became of a call: statistics, metrics, and a line in the function's log when it failed.</summary>
internal sealed class InvocationRecorder : IDisposable
{
    private readonly Meter _meter = new("MolnOS.Sandbox");
    private readonly UpDownCounter<long> _inFlight;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _coldStarts;
    private readonly Histogram<double> _duration;
    private readonly InvocationStatistics _statistics;
    private readonly FunctionLog _log;
    private readonly TimeProvider _time;

    public InvocationRecorder(InvocationStatistics statistics, FunctionLog log, TimeProvider time)
    {
        _statistics = statistics;
        _log = log;
        _time = time;
        _inFlight = _meter.CreateUpDownCounter<long>("molnos_invocations_in_flight", description: "Calls that have not ended.");
        _calls = _meter.CreateCounter<long>("molnos_invocations_total", description: "Calls, by how they ended.");
        _coldStarts = _meter.CreateCounter<long>("molnos_cold_starts_total", description: "Calls that waited for a worker's start.");
        _duration = _meter.CreateHistogram<double>("molnos_invocation_duration_seconds", "s", "Time from a call's arrival to its answer.");
    }

    /// <summary>A call has come.</summary>
    public void Began() => _inFlight.Add(1);

    /// <summary>A call has ended.</summary>
    public void Ended(string functionId, InvocationId id, Finish finish)
    {
        _inFlight.Add(-1);
        _calls.Add(1, new KeyValuePair<string, object?>("outcome", Label(finish.Outcome)));
        _duration.Record(finish.Duration.TotalSeconds);
        if (finish.WasCold)
        {
            _coldStarts.Add(1);
        }

        _statistics.Record(functionId, Kind(finish.Outcome), finish.Duration, finish.WasCold);
        if (Describe(finish) is { } message)
        {
            _log.Append(new FunctionLogLine(
                functionId, _time.GetUtcNow(), LogSeverity.Error, message, id.ToString(), IsLate: false, FieldsJson: null));
        }
    }

    public void Dispose() => _meter.Dispose();

    private static string Label(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Answered => "answered",
        InvocationOutcome.Threw => "threw",
        InvocationOutcome.Unusable => "unusable",
        InvocationOutcome.TimedOut => "timed_out",
        InvocationOutcome.OutOfMemory => "out_of_memory",
        InvocationOutcome.WorkerDied => "worker_died",
        InvocationOutcome.LoadFailed => "load_failed",
        InvocationOutcome.Overloaded => "overloaded",
        InvocationOutcome.BackingOff => "backing_off",
        InvocationOutcome.TooLarge => "too_large",
        InvocationOutcome.Gone => "gone",
        InvocationOutcome.Stopping => "stopping",
        InvocationOutcome.CallerLeft => "caller_left",
    };

    private static InvocationResultKind Kind(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Answered => InvocationResultKind.Ok,
        InvocationOutcome.TimedOut => InvocationResultKind.Timeout,
        InvocationOutcome.CallerLeft => InvocationResultKind.Abandoned,
        InvocationOutcome.Overloaded or InvocationOutcome.BackingOff or InvocationOutcome.Gone or InvocationOutcome.TooLarge or InvocationOutcome.Stopping
            => InvocationResultKind.Refused,
        _ => InvocationResultKind.Error,
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
