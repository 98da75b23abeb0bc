using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Invocation;

namespace MolnOS.Sandbox.Triggers;

/// <summary>The one table from the outcome of a call to what it means for the event it was for. Pure.</summary>
internal static class EventVerdict
{
    /// <summary>From this status on a function says that it could not do its work.</summary>
    private const int LeastFailure = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static DeliveryVerdict Of(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Answered { Answer.Status: >= LeastFailure and var status } => new DeliveryVerdict.Failed($"The function answered with status {status}."),
        InvocationOutcome.Answered => new DeliveryVerdict.Taken(),
        InvocationOutcome.Threw or InvocationOutcome.Unusable or InvocationOutcome.TimedOut or InvocationOutcome.OutOfMemory
            or InvocationOutcome.WorkerDied or InvocationOutcome.LoadFailed => new DeliveryVerdict.Failed(OutcomeStatus.For(outcome, mayRead: true).Message),
        InvocationOutcome.TooLarge => new DeliveryVerdict.Hopeless(OutcomeStatus.For(outcome, mayRead: true).Message),
        InvocationOutcome.Overloaded overloaded => new DeliveryVerdict.Unplaced(overloaded.RetryAfter),
        InvocationOutcome.BackingOff backingOff => new DeliveryVerdict.Unplaced(backingOff.RetryAfter),
        InvocationOutcome.Gone => new DeliveryVerdict.Unwanted(),
        InvocationOutcome.Stopping => new DeliveryVerdict.Stopping(),
        InvocationOutcome.CallerLeft => new DeliveryVerdict.Unplaced(Pause),
    };
}
