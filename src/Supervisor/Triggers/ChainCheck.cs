using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>
/// Reads the chain that a request says it came through, and holds it to the limit. This server seals it into what functions fetch.
/// </summary>
internal sealed class ChainCheck(ChainLimit limit, ChainSeal seal)
{
    // Without names: whoever repeats a chain that they were sent shall not learn what the functions in it are called.
    private static readonly Refusal TooLong = new(
        StatusCodes.Status508LoopDetected, "The request came through too many functions (Events:MaxChainDepth); the server's log names them. Is there a circle?");

    /// <summary>Null when the request may go on, with its chain.</summary>
    public Refusal? Check(IHeaderDictionary headers, string functionId, InvocationId id, out CallChain chain)
    {
        chain = seal.ChainOf(headers);
        return limit.Check(new ChainStep(chain, ChainLink.Http, functionId, id)) is null ? null : TooLong;
    }
}
