using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Traces;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Invocation;

/// <summary>Runs one call of a function from admission to outcome. Start reading here.</summary>
internal sealed class Invoker(
    FunctionCatalog catalog, WorkerPool pool, BoundServices services, InvocationRecorder recorder, TimeProvider time)
{
    /// <summary>A call that no worker began is offered again; so often without success means that something is wrong with it.</summary>
    private const int MaxTries = 8;

    /// <summary>
    /// Calls <paramref name="function"/>. Never throws for anything a function, a worker or a caller does: that is an outcome.
    /// </summary>
    /// <param name="function">What to call, from the catalog.</param>
    /// <param name="id">The id of this invocation, which the caller gets as <c>x-molnos-invocation-id</c>.</param>
    /// <param name="request">The call; its body must stay unchanged until the outcome is there.</param>
    /// <param name="callerLeft">Fires when nobody waits for the answer any more.</param>
    public async ValueTask<InvocationOutcome> InvokeAsync(
        DeployedFunction function, InvocationId id, InvokeRequest request, CancellationToken callerLeft)
    {
        // 1. The clock starts: time in the queue counts.
        var (began, deadline) = (time.GetTimestamp(), TimestampOf(request.Deadline));
        var (limit, wasCold, hasFreshLimit, sent) = (LimitOf(function, request), false, false, began);
        recorder.Began(function);

        var (end, lease, gate) = (new CallEnd(CallEndKind.NotBegun), default(Lease), default(BindingGate));
        for (var attempt = 0; attempt < MaxTries && end.Kind == CallEndKind.NotBegun; attempt++)
        {
            // 2. Borrow a slot in a worker of the version that serves now.
            lease = await LeaseAsync(AssignmentOf(function), deadline, callerLeft).ConfigureAwait(false);
            wasCold |= lease.IsCold;
            if (lease.Kind == LeaseKind.Stale && InForce(function) is { } current)
            {
                function = current;
                continue;
            }

            if (lease.Worker is not { } worker)
            {
                break;
            }

            // 3. Send the call with its door, and await its end. One that was not begun goes round again; one that was is never run twice.
            (request, deadline) = function.IsSystem ? WithFreshLimit(function, request) : (request, deadline);
            (sent, gate) = (time.GetTimestamp(), services.Open(function, id, request));
            end = await worker.SendAsync(id, request, deadline, callerLeft, gate is null ? null : gate.Enter).ConfigureAwait(false);
            lease = default;

            // 4. Who lost the time to another call that held the worker gets it back, once.
            if (end is { Kind: CallEndKind.NotBegun, Death.Reason: DeathReason.Deadline } && !hasFreshLimit)
            {
                hasFreshLimit = true;
                (request, deadline) = WithFreshLimit(function, request);
            }
        }

        // 5. Name the outcome and write it down.
        var outcome = lease.Kind == LeaseKind.Granted ? OutcomeOf(end, function, limit, TimesOf(began, sent, wasCold, gate)) : OutcomeOf(lease);
        recorder.Ended(function, id, new Finish(outcome, time.GetElapsedTime(began), wasCold, (end.Reply as InvokeReply.Threw)?.Stack));
        return outcome;
    }

    /// <summary>A function as the workers know it.</summary>
    public static Assignment AssignmentOf(DeployedFunction function) =>
        new(function.Id, function.Definition.Name, function.Version, function.Definition.Limits)
        {
            IsSystem = function.IsSystem,
            Services = function.Definition.Bindings is { Count: > 0 } bindings ? [.. bindings.Select(binding => binding.Service)] : [],
        };

    private ValueTask<Lease> LeaseAsync(Assignment assignment, long deadline, CancellationToken callerLeft) => Spans.AreWanted
        ? LeaseTracedAsync(assignment, deadline, callerLeft)
        : pool.LeaseAsync(assignment, deadline, callerLeft);

    private async ValueTask<Lease> LeaseTracedAsync(Assignment assignment, long deadline, CancellationToken callerLeft)
    {
        using var span = Spans.BeginInside("lease");
        var lease = await pool.LeaseAsync(assignment, deadline, callerLeft).ConfigureAwait(false);
        span?.SetTag("faas.coldstart", lease.IsCold).SetTag("molnos.lease", lease.Kind.ToString());
        return lease;
    }

    /// <summary>How long it may take: its own limit, or what the function that calls it has left.</summary>
    private TimeSpan LimitOf(DeployedFunction function, InvokeRequest request)
    {
        var own = TimeSpan.FromMilliseconds(function.Definition.Limits.TimeoutMs);
        return request.Latest - time.GetUtcNow() is { } left && left < own ? left : own;
    }

    private static DateTimeOffset Earlier(DateTimeOffset moment, DateTimeOffset? other) => other < moment ? other.Value : moment;

    /// <summary>The version of a function that serves now; null when the function is gone.</summary>
    private DeployedFunction? InForce(DeployedFunction function) =>
        function.IsSystem ? function : catalog.TryGet(function.Id, out var current) ? current : null;

    private (InvokeRequest Request, long Deadline) WithFreshLimit(DeployedFunction function, InvokeRequest request)
    {
        var deadline = Earlier(time.GetUtcNow().AddMilliseconds(function.Definition.Limits.TimeoutMs), request.Latest);
        return (request with { Deadline = deadline }, TimestampOf(deadline));
    }

    private long TimestampOf(DateTimeOffset moment) =>
        time.GetTimestamp() + (long)((moment - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency);

    private CallTimes TimesOf(long began, long sent, bool wasCold, BindingGate? gate) =>
        new(time.GetElapsedTime(began, sent), time.GetElapsedTime(sent), wasCold, gate?.Busy);

    private static InvocationOutcome OutcomeOf(CallEnd end, DeployedFunction function, TimeSpan limit, CallTimes times) => end.Kind switch
    {
        CallEndKind.Replied => OutcomeOf(end.Reply!, end.Stream, times),
        CallEndKind.TimedOut => new InvocationOutcome.TimedOut(limit),
        CallEndKind.CallerLeft => new InvocationOutcome.CallerLeft(),
        CallEndKind.WorkerDied => end.Death switch
        {
            { Reason: DeathReason.Memory } => new InvocationOutcome.OutOfMemory(function.Definition.Limits.MemoryMb),
            { Reason: DeathReason.Stopping } => new InvocationOutcome.Stopping(),
            var death => new InvocationOutcome.WorkerDied(death?.Description ?? "its end is unknown"),
        },
        CallEndKind.TooLarge => new InvocationOutcome.TooLarge(),
        CallEndKind.NotBegun when end.Death is { Reason: DeathReason.Deadline } => new InvocationOutcome.TimedOut(limit),
        CallEndKind.NotBegun => new InvocationOutcome.Overloaded("No worker could begin the call.", TimeSpan.FromSeconds(1)),
    };

    private static InvocationOutcome OutcomeOf(InvokeReply reply, ChunkStream? stream, CallTimes times) => reply switch
    {
        InvokeReply.Answered answered => new InvocationOutcome.Answered(
            answered.Answer, stream is null ? null : new WorkerAnswerStream(stream))
        { Times = times },
        InvokeReply.Threw threw => new InvocationOutcome.Threw(threw.Name, threw.Message),
        InvokeReply.Unusable unusable => new InvocationOutcome.Unusable(unusable.Reason),
        _ => throw new InvalidOperationException("A reply that is no end of a call."),
    };

    private static InvocationOutcome OutcomeOf(Lease lease) => lease.Kind switch
    {
        LeaseKind.Stale => new InvocationOutcome.Gone(),
        LeaseKind.QueueFull => new InvocationOutcome.Overloaded("Too many calls of this function wait already.", lease.RetryAfter),
        LeaseKind.QueueTimeout => new InvocationOutcome.Overloaded("No worker came free in time.", lease.RetryAfter),
        LeaseKind.BackingOff => new InvocationOutcome.BackingOff(lease.RetryAfter),
        LeaseKind.LoadFailed => new InvocationOutcome.LoadFailed(lease.Reason ?? "unknown"),
        LeaseKind.Unavailable => new InvocationOutcome.Overloaded("No worker could be started.", lease.RetryAfter),
        LeaseKind.CallerLeft => new InvocationOutcome.CallerLeft(),
        LeaseKind.Stopping => new InvocationOutcome.Stopping(),
        LeaseKind.Granted => throw new InvalidOperationException("A granted lease is no end of a call."),
    };
}
