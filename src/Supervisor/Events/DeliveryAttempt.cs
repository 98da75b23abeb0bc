using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Events;

/// <summary>One attempt to deliver: to the function as it is now, if it still wants the event.</summary>
internal sealed partial class DeliveryAttempt(
    FunctionCatalog catalog, DeliverEvent deliver, FunctionLog log, IOptions<EventOptions> options, ILogger<DeliveryAttempt> logger)
{
    private const int Grains = 1 << 20;

    /// <summary>Deliveries that a function may have at once: what its workers take, and no more than the bus gives to one.</summary>
    public int ConcurrencyOf(string functionId)
    {
        if (!catalog.TryGet(functionId, out var function))
        {
            return 1;
        }

        var limits = function.Definition.Limits;
        return (int)Math.Min(options.Value.Concurrency, (long)limits.Concurrency * (limits.MaxWorkers ?? Environment.ProcessorCount));
    }

    /// <summary>Whether the function is deployed.</summary>
    public bool IsDeployed(string functionId) => catalog.TryGet(functionId, out _);

    /// <summary>Makes the attempt. Never throws.</summary>
    public async ValueTask<DeliveryStep> RunAsync(WaitingDelivery delivery, TimeProvider time)
    {
        var verdict = await CallAsync(delivery).ConfigureAwait(false);
        var luck = RandomNumberGenerator.GetInt32(Grains + 1) / (double)Grains;
        var step = RetryRule.Decide(verdict, delivery.Attempts, time.GetUtcNow(), luck, options.Value);
        if (step is DeliveryStep.Record { End: DeliveryEnd.Dead dead })
        {
            log.Append(new FunctionLogLine(
                delivery.FunctionId,
                dead.At,
                LogSeverity.Error,
                $"The event {delivery.Event.Name} ({delivery.Event.Id}) is a dead letter after {dead.Attempts} attempts: {dead.Error}",
                InvocationId: null,
                IsLate: false,
                FieldsJson: null));
        }

        return step;
    }

    private async ValueTask<DeliveryVerdict> CallAsync(WaitingDelivery delivery)
    {
        if (!catalog.TryGet(delivery.FunctionId, out var function) || !IsWanted(function, delivery.Event))
        {
            return new DeliveryVerdict.Unwanted();
        }

        if (!CallChain.TryParse(delivery.Event.Chain, out var chain))
        {
            return new DeliveryVerdict.Hopeless("The stored chain of functions is damaged.");
        }

        try
        {
            return await deliver(function, CallOf(delivery, chain)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // A fault of ours: it counts as an attempt, so that it cannot go round for ever.
            LogFaulted(delivery.FunctionId, error);
            return new DeliveryVerdict.Failed("The server failed to deliver the event; its log says why.");
        }
    }

    /// <summary>Whether the function still subscribes to the event, or still has the schedule that it is a tick of.</summary>
    private static bool IsWanted(DeployedFunction function, StoredEvent stored) => stored.Name is ScheduleTick.EventName
        ? ScheduleTick.Read(stored.Data.Span)?.IsWantedBy(function.Definition) == true
        : EventSubscriptions.Has(function.Definition, stored.Name);

    private static EventCall CallOf(WaitingDelivery delivery, CallChain chain) => new()
    {
        EventId = delivery.Event.Id.ToString(),
        EventName = delivery.Event.Name,
        Source = delivery.Event.Source,
        Chain = chain,
        Trace = delivery.Event.Trace,
        EmittedAt = delivery.Event.EmittedAt,
        Data = delivery.Event.Data,
        Attempt = delivery.Attempts + 1,
    };

    [LoggerMessage(702, LogLevel.Error, "An event could not be given to the function {FunctionId}.")]
    private partial void LogFaulted(string functionId, Exception error);
}
