using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Chains;

/// <summary>By what a chain would have gone on.</summary>
internal enum ChainLink
{
    /// <summary>A request over HTTP, which a function's <c>fetch</c> to this server is too.</summary>
    Http,

    /// <summary><c>events.emit</c>.</summary>
    Emit,

    /// <summary><c>functions.invoke</c>.</summary>
    Invoke,
}

/// <summary>A call, or what leads to one, that is about to be made.</summary>
/// <param name="Chain">The chain it would have.</param>
/// <param name="By">How it came about.</param>
/// <param name="FunctionId">Whose log hears of a refusal: the function that calls, or the one called from outside.</param>
/// <param name="InvocationId">The invocation of that function.</param>
internal readonly record struct ChainStep(CallChain Chain, ChainLink By, string FunctionId, InvocationId InvocationId);

/// <summary>Holds every chain of calls to <c>Events:MaxChainDepth</c>, so that no circle of functions runs for ever.</summary>
internal sealed class ChainLimit(IOptions<ChainOptions> options, ChainRefusals refusals)
{
    private readonly int _mostDepth = options.Value.MaxChainDepth;

    /// <summary>
    /// Null when the step may be taken. A refusal is counted and logged; what is returned is a sentence for the function that wanted it,
    /// not for callers from outside, since it names the functions of the chain.
    /// </summary>
    public string? Check(ChainStep step) =>
        step.Chain.Depth <= _mostDepth ? null : refusals.Refuse(step, _mostDepth);
}
