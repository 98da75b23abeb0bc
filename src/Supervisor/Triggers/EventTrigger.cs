using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>The way of an event, or of a tick of a schedule, to its function.</summary>
internal sealed class EventTrigger(InvokeFunction invoke, TimeProvider time)
{
    /// <summary>Calls a function for an event, once.</summary>
    public async ValueTask<DeliveryVerdict> DeliverAsync(DeployedFunction function, EventCall call)
    {
        var deadline = time.GetUtcNow().AddMilliseconds(function.Definition.Limits.TimeoutMs);
        InvokeRequest request = call.EventName is ScheduleTick.EventName ? TickOf(call, deadline) : EventOf(call, deadline);

        // Nobody waits who could leave; a stop lets what runs go on until the grace is over.
        var outcome = await invoke(function, InvocationId.New(), request, CancellationToken.None);
        return outcome is InvocationOutcome.Answered { Stream: { } stream } answered
            ? await DrainAsync(answered, stream)
            : EventVerdict.Of(outcome);
    }

    private static InvokeRequest.Event EventOf(EventCall call, DateTimeOffset deadline) => new()
    {
        EventName = call.EventName,
        EventId = call.EventId,
        Timestamp = call.EmittedAt,
        Source = call.Source,
        Chain = call.Chain,
        Trace = call.Trace,
        Attempt = call.Attempt,
        Deadline = deadline,
        Body = new InvokeBody(InvokeBodyType.Json, call.Data),
    };

    private static InvokeRequest.Schedule TickOf(EventCall call, DateTimeOffset deadline) => new()
    {
        EventId = call.EventId,
        Timestamp = call.EmittedAt,
        Chain = call.Chain,
        Attempt = call.Attempt,
        Deadline = deadline,
        Body = new InvokeBody(InvokeBodyType.Json, call.Data),
    };

    /// <summary>A stream goes nowhere, but what makes it is part of the handler's work: it is read to its end, within the time limit.</summary>
    private static async ValueTask<DeliveryVerdict> DrainAsync(InvocationOutcome.Answered answered, AnswerStream stream)
    {
        await using (stream)
        {
            try
            {
                while (await stream.ReadAsync(CancellationToken.None) is not null)
                {
                }

                return EventVerdict.Of(answered);
            }
            catch (IOException broken)
            {
                return new DeliveryVerdict.Failed($"The streamed answer broke off: {broken.Message}");
            }
        }
    }
}
