using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Bindings;

/// <summary>A service as functions reach it: a name and its methods. It need not ask who calls: the gate has done so.</summary>
internal abstract class Binding
{
    /// <summary>Name, as in <c>context.bindings.&lt;name&gt;</c> and in <see cref="Functions.BindableServices"/>.</summary>
    public abstract string Name { get; }

    /// <summary>What its resources are called.</summary>
    public string ResourceType => Functions.BindableServices.All[Name].ResourceType;

    /// <summary>Its methods by name.</summary>
    public abstract IReadOnlyDictionary<string, BindingMethod> Methods { get; }
}

/// <summary>A method of a service.</summary>
/// <param name="Action">The action that a function must be granted.</param>
/// <param name="IsTargeted">Whether its first argument names the resource that it acts upon; else it acts upon the service as a whole.</param>
/// <param name="Handle">Does it.</param>
internal sealed record BindingMethod(string Action, bool IsTargeted, BindingHandler Handle)
{
    /// <summary>For a method that acts upon several resources: names them all, and each of them must be granted.</summary>
    public Func<BindingArguments, IReadOnlyList<string>>? NameTargets { get; init; }

    /// <summary>For resources of more than one name: finds the one that the first argument means, once for the check and the deed.</summary>
    public Func<string, NamedResource?>? Find { get; init; }

    /// <summary>
    /// Whether the method checks by itself what it acts upon, since only it can tell, as with hosts and their wildcards. The gate then asks
    /// no more than that the action is granted upon something; <see cref="BoundCall.Granted"/> says upon what.
    /// </summary>
    public bool ChecksTargets { get; init; }
}

/// <summary>A resource that a call means.</summary>
/// <param name="Resource">It.</param>
/// <param name="Names">Its names; a grant of any of them is a grant of it.</param>
internal sealed record NamedResource(object Resource, IReadOnlyList<string> Names);

/// <summary>Runs a method. What a function can do wrong is a result; an exception is a fault of ours.</summary>
/// <param name="call">Who calls, with which arguments.</param>
/// <param name="invocationEnded">Fires when the invocation is over: nobody hears the result then.</param>
internal delegate ValueTask<BindingResult> BindingHandler(BoundCall call, CancellationToken invocationEnded);

/// <summary>One call of a method.</summary>
/// <param name="Invocation">The invocation that calls.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record BoundCall(BoundInvocation Invocation, BindingArguments Arguments)
{
    /// <summary>What <see cref="BindingMethod.Find"/> found; null when there is nothing of that name.</summary>
    public object? Resource { get; init; }

    /// <summary>For a method that checks its targets by itself: those that its action is granted upon, the same list for each call; null among them stands for all.</summary>
    public IReadOnlyList<string?> Granted { get; init; } = [];

    /// <summary>For such a method: refuses to act upon a target, and tells the audit log.</summary>
    public DenyTarget Deny { get; init; } = static (target, reason) => new BindingResult.Failed(BindingCodes.PermissionDenied, reason ?? target);
}

/// <summary>Refuses to act upon a target.</summary>
/// <param name="target">What the call would have acted upon.</param>
/// <param name="reason">A sentence that says why, where it is another reason than a missing grant.</param>
internal delegate BindingResult.Failed DenyTarget(string target, string? reason = null);

/// <summary>The invocation that calls a service, as the supervisor knows it; nothing here was said by the worker.</summary>
/// <param name="FunctionId">Id of its function.</param>
/// <param name="FunctionName">Name of its function.</param>
/// <param name="InvocationId">Its id.</param>
/// <param name="Chain">The functions through which it was called, itself not among them.</param>
/// <param name="Deadline">When it must have been answered.</param>
internal sealed record BoundInvocation(string FunctionId, string FunctionName, InvocationId InvocationId, CallChain Chain, DateTimeOffset Deadline)
{
    /// <summary>The service account it acts as.</summary>
    public string ServiceAccountId => $"fn-{FunctionId}";

    /// <summary>Its span in a trace; null outside of any.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The chain of whatever it goes on to: an event, an invocation, a request to this server.</summary>
    public CallChain NextChain => Chain.Through(FunctionId);
}
