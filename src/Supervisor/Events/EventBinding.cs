using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Traces;

namespace MolnOS.Sandbox.Events;

/// <summary><c>events</c>: a function emits events, as itself.</summary>
internal sealed class EventBinding : Binding
{
    private readonly EventBus _bus;
    private readonly ChainLimit _chains;
    private readonly int _mostDataBytes;

    public EventBinding(EventBus bus, ChainLimit chains, IOptions<EventOptions> options)
    {
        (_bus, _chains, _mostDataBytes) = (bus, chains, options.Value.MaxDataBytes);
        Methods = new Dictionary<string, BindingMethod>(StringComparer.Ordinal)
        {
            ["emit"] = new("emit", IsTargeted: true, EmitAsync),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public override string Name => "events";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    private async ValueTask<BindingResult> EmitAsync(BoundCall call, CancellationToken invocationEnded)
    {
        var (invocation, arguments) = (call.Invocation, call.Arguments);
        var name = arguments.Text(0, "eventName", EventNames.Longest);
        if (EventNames.FaultOfName(name) is { } wrong)
        {
            arguments.Refuse($"eventName {wrong}");
        }

        var data = Data(arguments);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        if (_chains.Check(new ChainStep(invocation.NextChain, ChainLink.Emit, invocation.FunctionId, invocation.InvocationId)) is { } tooLong)
        {
            return new BindingResult.Failed(BindingCodes.LimitExceeded, tooLong);
        }

        var emission = new Emission(name, data, invocation.ServiceAccountId, invocation.NextChain) { Trace = Spans.TraceOf(Activity.Current) ?? invocation.Trace };
        return await _bus.EmitAsync(emission, invocationEnded) switch
        {
            EmitOutcome.Kept kept => Told(kept),
            EmitOutcome.Full full => new BindingResult.Failed(BindingCodes.Unavailable, full.Reason),
            var unknown => throw new InvalidOperationException($"An outcome of an unknown kind: {unknown.GetType().Name}."),
        };
    }

    private ReadOnlyMemory<byte> Data(BindingArguments arguments)
    {
        if (!arguments.Has(1))
        {
            return EmitBody.NoData;
        }

        var json = StoredJson.Compact(arguments.Json(1, "data", EmitBody.MostGrowth * _mostDataBytes));
        if (json.Length > _mostDataBytes)
        {
            arguments.Exceed($"data is larger than {_mostDataBytes} bytes of JSON");
        }

        return json;
    }

    private static BindingResult.Value Told(EmitOutcome.Kept kept) =>
        new(JsonSerializer.SerializeToUtf8Bytes(new EmittedView(kept.Id.ToString(), kept.Subscribers), EventsJson.Default.EmittedView));
}
