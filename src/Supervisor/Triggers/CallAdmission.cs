using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Rates;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Whether a request may call a function: by which method, for whom, how often, through which others.</summary>
internal sealed class CallAdmission(RunAccess access, CallLimits limits, ChainCheck chains)
{
    public async ValueTask<Admission> AdmitAsync(HttpContext context, DeployedFunction function, FunctionAddress address, InvocationId id)
    {
        if (MethodCheck.Check(function.Definition, context.Request.Method) is { } method)
        {
            return new Admission(method);
        }

        var (caller, denial) = await access.AdmitAsync(context, function, address);
        if (denial is not null)
        {
            return new Admission(denial);
        }

        // Only who may call counts: else anybody could use up a function's rate.
        if (limits.Check(function, caller, context.Connection.RemoteIpAddress) is { } tooMany)
        {
            return new Admission(Refusal.Of(tooMany));
        }

        if (UpgradeCheck.Check(context.Request) is { } upgrade)
        {
            return new Admission(upgrade);
        }

        var tooLong = chains.Check(context.Request.Headers, function.Id, id, out var chain);
        return new Admission(caller, chain, tooLong);
    }
}

/// <summary>What became of a request at the door of its function.</summary>
/// <param name="Caller">Who calls; null when they are not known.</param>
/// <param name="Chain">The functions it came through.</param>
/// <param name="Refusal">Why it may not go on; null when it may.</param>
internal readonly record struct Admission(Caller? Caller, CallChain Chain, Refusal? Refusal)
{
    /// <summary>Of a request that may not go on.</summary>
    public Admission(Refusal refusal)
        : this(null, CallChain.Outside, refusal)
    {
    }
}
