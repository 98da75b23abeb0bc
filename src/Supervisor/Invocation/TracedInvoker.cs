using System.Diagnostics;
using System.Globalization;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Traces;

namespace MolnOS.Sandbox.Invocation;

/// <summary>Runs calls as <see cref="Invoker"/> does, each within a span of its own where spans are wanted; the function hears that span's name.</summary>
internal sealed class TracedInvoker(Invoker invoker)
{
    /// <inheritdoc cref="Invoker.InvokeAsync"/>
    public ValueTask<InvocationOutcome> InvokeAsync(DeployedFunction function, InvocationId id, InvokeRequest request, CancellationToken callerLeft) =>
        Spans.AreWanted ? InvokeTracedAsync(function, id, request, callerLeft) : invoker.InvokeAsync(function, id, request, callerLeft);

    private async ValueTask<InvocationOutcome> InvokeTracedAsync(
        DeployedFunction function, InvocationId id, InvokeRequest request, CancellationToken callerLeft)
    {
        using var span = Spans.Begin($"invoke {function.Definition.Name}", KindOf(request), request.Trace);
        if (span is null)
        {
            return await invoker.InvokeAsync(function, id, request, callerLeft).ConfigureAwait(false);
        }

        if (span.IsAllDataRequested)
        {
            Describe(span, function, id, request);
        }

        var outcome = await invoker.InvokeAsync(function, id, request with { Trace = Spans.TraceOf(span) }, callerLeft).ConfigureAwait(false);
        Describe(span, outcome, request is InvokeRequest.Http);
        return outcome;
    }

    private static ActivityKind KindOf(InvokeRequest request) => request switch
    {
        InvokeRequest.Event => ActivityKind.Consumer,
        InvokeRequest.Schedule => ActivityKind.Internal,
        _ => ActivityKind.Server,
    };

    /// <summary>Names are those of OpenTelemetry's semantic conventions. The query, headers and bodies stay out: they may hold secrets.</summary>
    private static void Describe(Activity span, DeployedFunction function, InvocationId id, InvokeRequest request)
    {
        span.SetTag("faas.name", function.Definition.Name);
        span.SetTag("faas.instance", function.Id);
        span.SetTag("faas.version", function.Version.ToString(CultureInfo.InvariantCulture));
        span.SetTag("faas.invocation_id", id.ToString());
        switch (request)
        {
            case InvokeRequest.Http http:
                span.SetTag("faas.trigger", "http");
                span.SetTag("http.request.method", http.Method);
                span.SetTag("url.path", http.Path);
                span.SetTag("url.scheme", http.Origin.StartsWith("https:", StringComparison.Ordinal) ? "https" : "http");
                span.SetTag("client.address", http.Ip);
                break;
            case InvokeRequest.Event emitted:
                span.SetTag("faas.trigger", "pubsub");
                span.SetTag("messaging.message.id", emitted.EventId);
                span.SetTag("messaging.destination.name", emitted.EventName);
                break;
            case InvokeRequest.Schedule:
                span.SetTag("faas.trigger", "timer");
                break;
        }
    }

    private static void Describe(Activity span, InvocationOutcome outcome, bool isHttp)
    {
        var status = outcome is InvocationOutcome.Answered answered ? answered.Answer.Status : OutcomeStatus.For(outcome, mayRead: false).Status;
        if (isHttp)
        {
            span.SetTag("http.response.status_code", status);
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", outcome is InvocationOutcome.Threw threw ? threw.ErrorName : outcome.GetType().Name);
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
