using System.Diagnostics;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Traces;

namespace MolnOS.Sandbox.Triggers;

/// <summary><c>functions</c>: one function calls another in this process, in the time that it has left itself.</summary>
internal sealed class FunctionsBinding : Binding
{
    private const int MostTargetChars = 128;

    private readonly FunctionCatalog _catalog;
    private readonly InvokeAdmission _admission;
    private readonly Lazy<InvokeFunction> _invoke;
    private readonly int _maxBodyBytes;
    private readonly TimeProvider _time;
    private readonly AnswerCollector _answers = new();

    /// <summary>The service.</summary>
    /// <param name="catalog">The functions there are.</param>
    /// <param name="admission">Which calls may be.</param>
    /// <param name="invoke">Runs a call; asked for late, since the invoker knows the bindings in its turn.</param>
    /// <param name="options">How large a body may be.</param>
    /// <param name="time">The clock.</param>
    public FunctionsBinding(FunctionCatalog catalog, InvokeAdmission admission, Lazy<InvokeFunction> invoke, IOptions<HttpOptions> options, TimeProvider time)
    {
        (_catalog, _admission, _invoke, _time) = (catalog, admission, invoke, time);
        _maxBodyBytes = options.Value.MaxBodyBytes;
        Methods = new Dictionary<string, BindingMethod>(StringComparer.Ordinal)
        {
            ["invoke"] = new("execute", IsTargeted: true, InvokeAsync) { Find = Find },
        };
    }

    public override string Name => "functions";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    /// <summary>The function of an id or name. A grant may name it by either, unless its name is what another is found by.</summary>
    private NamedResource? Find(string idOrName) =>
        !_catalog.TryFind(idOrName, out var function) ? null
        : new NamedResource(function, IsFoundByName(function) ? [function.Id, function.Definition.Name] : [function.Id]);

    private bool IsFoundByName(DeployedFunction function) =>
        _catalog.TryFind(function.Definition.Name, out var named) && string.Equals(named.Id, function.Id, StringComparison.Ordinal);

    private async ValueTask<BindingResult> InvokeAsync(BoundCall call, CancellationToken invocationEnded)
    {
        var target = call.Arguments.Text(0, "The function", MostTargetChars);
        var asked = InvokeArguments.Read(call.Arguments, _maxBodyBytes);
        if (call.Arguments.Fault is { } fault)
        {
            return fault;
        }

        if (call.Resource is not DeployedFunction function)
        {
            return new BindingResult.Failed(BindingCodes.NotFound, $"There is no function {target}.");
        }

        if (!function.HasHttpTrigger)
        {
            return new BindingResult.Failed(BindingCodes.NotFound, $"The function {target} has no http trigger, which invoke needs as a request does.");
        }

        var (caller, id) = (call.Invocation, InvocationId.New());
        if (_admission.Check(caller, function, asked.Method, id) is { } refused)
        {
            return refused;
        }

        return await _answers.CollectAsync(await _invoke.Value(function, id, RequestOf(asked, function, caller), invocationEnded), id, invocationEnded);
    }

    private InvokeRequest.Http RequestOf(InvokeArguments asked, DeployedFunction function, BoundInvocation caller)
    {
        var own = _time.GetUtcNow().AddMilliseconds(function.Definition.Limits.TimeoutMs);
        return new InvokeRequest.Http
        {
            Deadline = own < caller.Deadline ? own : caller.Deadline,
            Latest = caller.Deadline,
            Identity = new CallerIdentity(caller.ServiceAccountId, caller.FunctionName, "function", []),
            Chain = caller.NextChain,
            // The span of the call of invoke where there is one, else whatever its own caller sent.
            Trace = Spans.TraceOf(Activity.Current) ?? caller.Trace,
            Body = asked.Body,
            Method = asked.Method,
            // Nobody sent it to an address; a fetch-style app needs one all the same.
            Origin = "http://localhost",
            Path = $"/functions/run/{function.Id}{(asked.Subpath is "/" ? "" : asked.Subpath)}",
            Subpath = asked.Subpath,
            Query = asked.Query,
            Headers = asked.Headers,
        };
    }
}
