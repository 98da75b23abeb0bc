using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Invocation;

/// <summary>Runs one call of a function from admission to outcome. Start reading here.</summary>
internal sealed class Invoker
{
    /// <summary>
    /// Calls <paramref name="function"/>. Never throws for anything a function, a worker or a caller does: that is an outcome.
    /// </summary>
    /// <param name="function">What to call, from the catalog.</param>
    /// <param name="id">The id of this invocation, which the caller gets as <c>x-molnos-invocation-id</c>.</param>
    /// <param name="request">The call; its body must stay unchanged until the outcome is there.</param>
    /// <param name="callerLeft">Fires when nobody waits for the answer any more.</param>
    public ValueTask<InvocationOutcome> InvokeAsync(
        DeployedFunction function, InvocationId id, InvokeRequest request, CancellationToken callerLeft) => throw new NotSupportedException();
}
