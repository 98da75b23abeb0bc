using System.Globalization;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary><c>/events/dead-letters</c>: deliveries that failed for good.</summary>
internal static class DeadLetterEndpoints
{
    private static readonly QueryParameter s_name = new("eventName", "Only those of events of this name.");
    private static readonly QueryParameter s_function = new("functionId", "Only those of this function.");

    public static void MapDeadLetters(this IEndpointRouteBuilder events)
    {
        events.MapGet("/events/dead-letters", ListAsync)
            .RequirePermission(EventPermissions.Read)
            .TakesQuery(
                s_name,
                s_function,
                new QueryParameter("from", "Only those that failed from this moment on.") { IsTime = true },
                new QueryParameter("to", "Only those that failed before this moment.") { IsTime = true },
                EventEndpoints.Limit,
                EventEndpoints.Cursor)
            .MayRefuse(503)
            .WithSummary("Dead letters, the newest first.");
        events.MapPost("/events/dead-letters/{id}/redrive", (string id, DeadLetters letters, CancellationToken cancellationToken) =>
                letters.RedriveAsync(NumberOf(id), cancellationToken))
            .RequirePermission(EventPermissions.Redrive)
            .MayRefuse(404, 409, 503, 507)
            .WithSummary("Sends a dead letter on its way again, as if it had never failed.");
        events.MapPost("/events/dead-letters/redrive", (HttpContext context, DeadLetters letters) =>
                letters.RedriveAsync(NarrowQueryOf(context), context.RequestAborted))
            .RequirePermission(EventPermissions.Redrive)
            .TakesQuery(s_name, s_function)
            .MayRefuse(503, 507)
            .WithSummary("Sends all dead letters of an event name or a function on their way again.");
        events.MapDelete("/events/dead-letters/{id}", RemoveAsync)
            .RequirePermission(EventPermissions.Delete)
            .MayRefuse(404, 503, 507)
            .WithSummary("Removes a dead letter.");
        events.MapDelete("/events/dead-letters", async (HttpContext context, DeadLetters letters) =>
                new PurgeAnswer(await letters.PurgeAsync(NarrowQueryOf(context), context.RequestAborted)))
            .RequirePermission(EventPermissions.Delete)
            .TakesQuery(s_name, s_function)
            .MayRefuse(503, 507)
            .WithSummary("Removes all dead letters of an event name or a function.");
    }

    private static async Task<DeadLettersAnswer> ListAsync(HttpRequest request, IDeadLetterStore store, CancellationToken cancellationToken)
    {
        var query = QueryOf(request.Query) with
        {
            From = request.Query.Time("from"),
            To = request.Query.Time("to"),
            Behind = ListCursor.Read(request.Query),
            Most = EventEndpoints.LimitOf(request.Query),
        };
        var page = await store.ListAsync(query, cancellationToken);
        return new DeadLettersAnswer(
            page.Letters.Count,
            [.. page.Letters.Select(DeadLetterView.Of)],
            page.HasMore ? ListCursor.Write(page.Letters[^1].FailedAt, page.Letters[^1].Id) : null);
    }

    private static async Task<DoneAnswer> RemoveAsync(string id, DeadLetters letters, CancellationToken cancellationToken)
    {
        await letters.RemoveAsync(NumberOf(id), cancellationToken);
        return new DoneAnswer($"The dead letter {id} was removed.");
    }

    private static DeadLetterQuery QueryOf(IQueryCollection query) =>
        new() { EventName = query.Text("eventName"), FunctionId = query.Text("functionId"), Most = EventEndpoints.MostPerPage };

    /// <summary>What is done to many wants to be narrowed: a forgotten parameter shall not touch all there are.</summary>
    private static DeadLetterQuery NarrowQueryOf(HttpContext context)
    {
        var query = QueryOf(context.Request.Query);
        if (query is { EventName: null, FunctionId: null })
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, "Say which dead letters: the query parameter 'eventName' or 'functionId' is missing.");
        }

        context.NameTarget(query.FunctionId, query.EventName);
        return query;
    }

    private static long NumberOf(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw DeadLetters.NotFound();
}
