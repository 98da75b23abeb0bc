using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>What the audit log will say of a management request; those on its way add what they know.</summary>
internal sealed class AuditedRequest(HttpContext context, RouteEndpoint route, AuditLog log, DateTimeOffset began)
{
    private (string? Id, string? Name)? _named;
    private readonly List<string> _on = [];
    private Permission? _needed;
    private string? _lacking;
    private bool _isCutShort;
    private bool _isRecorded;

    private bool IsAct => !HttpMethods.IsGet(context.Request.Method)
        && !HttpMethods.IsHead(context.Request.Method)
        && route.Metadata.GetMetadata<OnlyReads>() is null;

    /// <summary>A permission that it needs, on a resource where one is named; there may be several.</summary>
    public void Needs(Permission permission, string? target)
    {
        _needed = permission;
        _on.AddRange(target is null ? [] : [target]);
    }

    /// <summary>What it is done to.</summary>
    public void Name(string? id, string? name) => _named = (id, name);

    /// <summary>It ends with an exception: a refusal, a fault, or the caller left.</summary>
    public void Fail(Exception reason) => (_isCutShort, _lacking) = (true, (reason as RefusedException)?.Permission);

    /// <summary>
    /// Its answer begins, or it is over without one: to leave early helps nobody to go unseen. What an answer tells is on disk before it. After an exception
    /// a good status means that nobody has set one, since there is nobody to read it.
    /// </summary>
    public Task RecordAsync()
    {
        var code = context.Response.StatusCode;
        int? status = _isCutShort && code < StatusCodes.Status400BadRequest ? null : code;
        var outcome = status is { } known ? AuditOutcomes.Of(known) : AuditOutcome.Unanswered;
        if (_isRecorded || (!IsAct && outcome != AuditOutcome.Denied))
        {
            return Task.CompletedTask;
        }

        _isRecorded = true;
        var row = RowOf(outcome, status);
        if (outcome != AuditOutcome.Denied)
        {
            return log.RecordAsync(row);
        }

        log.Deny(row);
        return Task.CompletedTask;
    }

    private AuditRow RowOf(AuditOutcome outcome, int? status)
    {
        var actor = context.Features.Get<Caller>()?.Identity ?? AuditActors.Anonymous;
        var pattern = "/" + route.RoutePattern.RawText?.Trim('/');
        var rule = RuleOf(route)?.ToString();
        var (target, name) = _named ?? (OfRoute() ?? (_on.Count == 0 ? null : string.Join(", ", _on)), null);
        return actor.Record(began, outcome, rule ?? $"{context.Request.Method} {pattern}") with
        {
            Status = status,
            Address = CallerAddress.Of(context),
            Permission = _lacking ?? _needed?.On(_on.Count == 1 ? _on[0] : null) ?? rule,
            Method = context.Request.Method,
            Route = pattern,
            Target = target,
            TargetName = name,
        };
    }

    private string? OfRoute()
    {
        var values = route.RoutePattern.Parameters.Select(parameter => context.Request.RouteValues[parameter.Name] as string).OfType<string>().ToList();
        return values.Count == 0 ? null : string.Join('/', values);
    }

    private static Permission? RuleOf(RouteEndpoint route) => route.Metadata.GetMetadata<AccessRule>() switch
    {
        AccessRule.Holder holder => holder.Permission,
        AccessRule.HolderOn holder => holder.Permission,
        AccessRule.OpenOrHolderOn holder => holder.Permission,
        AccessRule.Demanded demanded => demanded.Permission,
        _ => null,
    };
}

/// <summary>Metadata of a route whose method looks like a change, and which changes nothing, or only adds to a log: it is no act.</summary>
internal sealed record OnlyReads;

/// <summary>What endpoints say to the audit log.</summary>
internal static class AuditFacts
{
    /// <summary>Declares that a route changes nothing, whatever its method.</summary>
    public static TBuilder ReadsOnly<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OnlyReads());

    /// <summary>Declares that a route only adds lines to a log, which is a record by itself.</summary>
    public static TBuilder OnlyLogs<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OnlyReads());

    /// <summary>Declares that what a route does stands, with who did it, in a list of its own; its denials are written down like all others.</summary>
    public static TBuilder RecordsItself<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OnlyReads());

    /// <summary>Says what a request is done to, where its route does not: by id, by name, or both.</summary>
    public static void NameTarget(this HttpContext context, string? id, string? name = null) => context.Features.Get<AuditedRequest>()?.Name(id, name);
}
