using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>What all lanes share.</summary>
internal sealed record LaneParts(IEventStore Store, DeliveryAttempt Attempt, EventOptions Options, EventMetrics Metrics, TimeProvider Time)
{
    /// <summary>How many run at once.</summary>
    public DeliverySlots Slots { get; } = new(Options.MaxConcurrent);

    /// <summary>What they have in memory.</summary>
    public BufferBudget Budget { get; } = new();
}
