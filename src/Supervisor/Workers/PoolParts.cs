namespace MolnOS.Sandbox.Workers;

/// <summary>What the pool's groups share.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="IsStopping">Whether the pool is stopping.</param>
/// <param name="TryMakeRoom">Makes room for one more worker under the pool's cap; never called with a group's gate held.</param>
/// <param name="OnDeath">Told of each worker's end.</param>
internal sealed record PoolParts(
    WorkersOptions Options, TimeProvider Time, Func<bool> IsStopping, Func<bool> TryMakeRoom, Action<Assignment, WorkerDeath> OnDeath);
