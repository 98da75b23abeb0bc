using System.Runtime.CompilerServices;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary><c>http</c>: what stands behind the global <c>fetch</c> of a function. Bodies are pulled piece by piece, so nothing piles up here.</summary>
internal sealed class FetchBinding : Binding
{
    private const int MostPieceBytes = 1024 * 1024;

    private readonly FetchSessions _sessions;
    private readonly FetchParts _parts;
    private readonly ConditionalWeakTable<object, HostRules> _rules = [];

    public FetchBinding(FetchSessions sessions, FetchParts parts)
    {
        (_sessions, _parts) = (sessions, parts);
        Methods = new Dictionary<string, BindingMethod>(StringComparer.Ordinal)
        {
            ["fetch"] = Method(FetchAsync),
            ["answer"] = OnOpen(AnswerAsync),
            ["write"] = OnOpen((step, call) => RunAsync(step, call, () => WriteAsync(step.Exchange, call.Arguments))),
            ["read"] = OnOpen((step, call) => RunAsync(step, call, step.Exchange.ReadAsync)),
            ["cancel"] = Method(CancelAsync),
        };
    }

    public override string Name => "http";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    private static BindingMethod Method(Func<BoundCall, long, CancellationToken, ValueTask<BindingResult>> handle) =>
        new("fetch", IsTargeted: false, (call, invocationEnded) => handle(call, call.Arguments.Number(call.Arguments.Raw(0), "number", 1, long.MaxValue), invocationEnded)) { ChecksTargets = true };

    /// <summary>A method upon a fetch that is open.</summary>
    private BindingMethod OnOpen(Func<Step, BoundCall, Task<BindingResult>> handle) => Method(async (call, number, invocationEnded) =>
    {
        var session = _sessions.Of(call.Invocation, invocationEnded);
        return call.Arguments.Fault is { } fault ? fault
            : session.Find(number) is { } exchange ? await handle(new Step(session, number, exchange, invocationEnded), call)
            : new BindingResult.Failed(BindingCodes.NotFound, "There is no open fetch of this number.");
    });

    private async ValueTask<BindingResult> FetchAsync(BoundCall call, long number, CancellationToken invocationEnded)
    {
        // 1. What is asked for, and may the function?
        if (FetchRequest.Read(call.Arguments, _parts.Options) is not { } request)
        {
            return Counted(call.Arguments.Fault!);
        }

        if (Refuse(request.Url, call) is { } refusal)
        {
            return Counted(refusal);
        }

        // 2. Is there room for it?
        var session = _sessions.Of(call.Invocation, invocationEnded);
        if (session.TryBegin(number, call.Invocation, share => new Exchange(request, call.Invocation.NextChain, share, _parts, invocationEnded), out var fault) is not { } exchange)
        {
            return Counted(fault!);
        }

        // 3. A body that follows in pieces is asked for at once, and the answer apart.
        return request.IsStreamed ? BindingResult.Undefined : await AnswerAsync(new Step(session, number, exchange, invocationEnded), call);
    }

    private ValueTask<BindingResult> CancelAsync(BoundCall call, long number, CancellationToken invocationEnded)
    {
        if (call.Arguments.Fault is { } fault)
        {
            return new(fault);
        }

        _sessions.Of(call.Invocation, invocationEnded).Cancel(number);
        return new(BindingResult.Undefined);
    }

    private BindingResult.Failed? Refuse(FetchUrl url, BoundCall call) =>
        _rules.GetValue(call.Granted, static granted => HostRules.Of((IReadOnlyList<string?>)granted)).Decide(url, _parts.PrivateHosts) switch
        {
            HostVerdict.Granted => null,
            HostVerdict.NotGranted => call.Deny(url.Target),
            HostVerdict.NotPublic => call.Deny(url.Target, $"{url.Target} is not public, and no target of the function's binding names it as it stands."),
        };

    private async Task<BindingResult> AnswerAsync(Step step, BoundCall call) => Counted(await RunAsync(step, call, step.Exchange.AnswerAsync));

    /// <summary>Runs a step of a fetch, which ends with the step's failure or with its body.</summary>
    private async Task<BindingResult> RunAsync(Step step, BoundCall call, Func<Task<BindingResult>> run)
    {
        BindingResult result;
        try
        {
            result = await run();
        }
        catch (Exception error) when (FetchFailure.IsExpected(error))
        {
            var url = step.Exchange.Request.Url;
            result = step.InvocationEnded.IsCancellationRequested ? BindingGate.Ended
                : FetchFailure.IsRefusedHost(error) ? call.Deny(url.Target, $"{url.Target} leads to an address that is not public.")
                : step.Exchange.IsEnded ? FetchFailure.Cancelled
                : FetchFailure.Of(error, url, _parts.Options);
        }

        if (result is BindingResult.Failed || step.Exchange.IsEnded)
        {
            step.Session.End(step.Number);
        }

        return result;
    }

    private static Task<BindingResult> WriteAsync(Exchange exchange, BindingArguments arguments)
    {
        var piece = arguments.OptionalBytes(1, "piece", MostPieceBytes);
        return arguments.Fault is { } fault ? Task.FromResult<BindingResult>(fault) : exchange.WriteAsync(piece ?? default, isLast: arguments.Flag(2, "isLast"));
    }

    /// <summary>A step of a fetch that is open.</summary>
    private readonly record struct Step(FetchSession Session, long Number, Exchange Exchange, CancellationToken InvocationEnded);

    private BindingResult Counted(BindingResult result)
    {
        _parts.Metrics.Answered(result);
        return result;
    }
}
