namespace MolnOS.Sandbox.Workers;

/// <summary>What every worker is made with.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where functions' lines go.</param>
/// <param name="Stray">Who hears of calls of services that no open invocation makes.</param>
internal sealed record WorkerParts(WorkersOptions Options, TimeProvider Time, WorkerLogSink Log, StrayCallSink Stray)
{
    /// <summary>Bounds the calls of services that wait, over all workers.</summary>
    public Doorway AllDoors { get; } = new(Options.MaxServiceCalls, Options.MaxServiceCallBytes);
}
