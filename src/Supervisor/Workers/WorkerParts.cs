namespace MolnOS.Sandbox.Workers;

/// <summary>What every worker is made with.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where functions' lines go.</param>
internal sealed record WorkerParts(WorkersOptions Options, TimeProvider Time, WorkerLogSink Log);
