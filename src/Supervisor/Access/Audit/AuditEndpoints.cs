using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary><c>GET /audit</c>: who did what, and who was denied what.</summary>
internal static class AuditEndpoints
{
    private const int MostRecords = 1000;
    private const int UsualRecords = 100;

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("").WithTags("Audit").MayRefuse(400);
        audit.RefuseUnknownQuery();
        audit.MapGet("/audit", ReadAsync)
            .RequirePermission(KnownPermissions.ReadAudit)
            .MayRefuse(503)
            .TakesQuery(
                new QueryParameter("from", "Only records from this moment on.") { IsTime = true },
                new QueryParameter("to", "Only records before this moment.") { IsTime = true },
                new QueryParameter("actor", "Only what this one did or was denied, by id or name."),
                new QueryParameter("action", "Only this action, or what needed this permission, such as functions.update; functions.* means all below it."),
                new QueryParameter("target", "Only what was done to this, by id or name."),
                new QueryParameter("outcome", "Only what ended so.") { Values = AuditOutcomes.Names },
                new QueryParameter("limit", $"At most so many; {UsualRecords} when omitted.") { Range = (1, MostRecords) },
                new QueryParameter("cursor", "Goes on where the page ended that gave it."))
            .WithSummary("What was done and denied, newest first.");
    }

    private static async Task<AuditAnswer> ReadAsync(HttpRequest request, AuditLog log, CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(QueryOf(request.Query), cancellationToken);
        return new AuditAnswer(page.Rows.Count, [.. page.Rows.Select(AuditRecordView.Of)], page.Next is { } next ? AuditCursor.Write(next) : null);
    }

    private static AuditRowQuery QueryOf(IQueryCollection query) => new()
    {
        From = query.Time("from"),
        To = query.Time("to"),
        Actor = query.Text("actor"),
        Action = query.Text("action"),
        Target = query.Text("target"),
        Outcome = query.Text("outcome") is { } name
            ? AuditOutcomes.Find(name) ?? throw Refused("outcome", $"one of {string.Join(", ", AuditOutcomes.Names)}")
            : null,
        Limit = query.Number("limit", 1, MostRecords) ?? UsualRecords,
        After = query.Text("cursor") is { } text ? AuditCursor.TryRead(text, out var place) ? place : throw Refused("cursor", "one that an earlier page gave") : null,
    };

    private static RefusedException Refused(string name, string expected) => new(400, $"The query parameter '{name}' must be {expected}.");
}
