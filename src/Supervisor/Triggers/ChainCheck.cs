using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>
/// Reads the chain that a request says it came through, and holds it to the limit. This server writes it into what functions fetch; who
/// makes one up from outside can only have a request of their own refused.
/// </summary>
internal sealed class ChainCheck(ChainLimit limit)
{
    private static readonly Refusal Malformed = new(
        StatusCodes.Status400BadRequest, $"The header {CallChain.HeaderName} is not a chain of calls as this server writes it. Leave it out.");

    // Without names: whoever sends a made-up chain shall not learn what the functions in it are called.
    private static readonly Refusal TooLong = new(
        StatusCodes.Status508LoopDetected, "The request came through too many functions (Events:MaxChainDepth); the server's log names them. Is there a circle?");

    /// <summary>Null when the request may go on, with its chain.</summary>
    public Refusal? Check(IHeaderDictionary headers, string functionId, InvocationId id, out CallChain chain)
    {
        chain = CallChain.Outside;
        var sent = headers[CallChain.HeaderName];
        if (sent.Count == 0)
        {
            return null;
        }

        if (!CallChain.TryParse(sent, out chain))
        {
            return Malformed;
        }

        return limit.Check(new ChainStep(chain, ChainLink.Http, functionId, id)) is null ? null : TooLong;
    }
}
