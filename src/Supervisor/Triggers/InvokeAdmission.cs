using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Rates;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Whether a function may call another: through which others, by which method, how often.</summary>
internal sealed class InvokeAdmission(ChainLimit chains, CallLimits limits)
{
    /// <summary>Null when it may, else what it is told: a limit as an error, the rest as the answer that a request would get.</summary>
    public BindingResult? Check(BoundInvocation caller, DeployedFunction function, string method, InvocationId id)
    {
        if (chains.Check(new ChainStep(caller.NextChain, ChainLink.Invoke, caller.FunctionId, caller.InvocationId)) is { } tooLong)
        {
            return new BindingResult.Failed(BindingCodes.LimitExceeded, tooLong);
        }

        if (MethodCheck.Check(function.Definition, method) is { } refusal)
        {
            return AnswerJson.Refusal(refusal.Status, refusal.Message, id, refusal.Allow is { } allow ? ("allow", allow) : null);
        }

        return limits.CheckInvoke(function, caller.ServiceAccountId) is { } tooMany
            ? AnswerJson.Refusal(StatusCodes.Status429TooManyRequests, tooMany.Message, id, ("retry-after", ErrorAnswers.RetryAfter(tooMany.RetryAfter)))
            : null;
    }
}
