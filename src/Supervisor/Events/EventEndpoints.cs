using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Traces;

namespace MolnOS.Sandbox.Events;

/// <summary><c>/events</c>: emit, and look at what became of it.</summary>
internal static class EventEndpoints
{
    public const int MostPerPage = 1000;

    private const int PerPage = 100;

    private static readonly TimeSpan s_fullPause = TimeSpan.FromSeconds(5);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("").WithTags("Events").MayRefuse(400);
        events.RefuseUnknownQuery();
        events.MapPost("/events/emit", EmitAsync)
            .RequirePermissionInside(EventPermissions.Emit)
            .RecordsItself()
            .Accepts<EmitRequestBody>("application/json")
            .MayRefuse(413, 415, 503, 507, 508)
            .WithSummary("Emits an event; it is on disk when this answers.");
        events.MapGet("/events", ListAsync)
            .RequirePermission(EventPermissions.Read)
            .TakesQuery(
                new QueryParameter("status", "Only events that have come so far.") { Values = EventView.StatusNames },
                new QueryParameter("eventName", "Only events of this name."),
                new QueryParameter("from", "Only events from this moment on.") { IsTime = true },
                new QueryParameter("to", "Only events before this moment.") { IsTime = true },
                Limit,
                Cursor)
            .MayRefuse(503)
            .WithSummary("Events, the newest first.");
        events.MapGet("/events/{eventId}", FindAsync).RequirePermission(EventPermissions.Read).MayRefuse(404, 503).WithSummary("One event with its data.");
        events.MapDeadLetters();
    }

    /// <summary>The query parameter of a page's size.</summary>
    public static QueryParameter Limit { get; } = new("limit", $"At most so many; {PerPage} when omitted.") { Range = (1, MostPerPage) };

    /// <summary>The query parameter of a page's place.</summary>
    public static QueryParameter Cursor { get; } = new("cursor", "Goes on where the page ended that gave it.");

    /// <summary>How many a caller wants.</summary>
    public static int LimitOf(IQueryCollection query) => query.Number("limit", 1, MostPerPage) ?? PerPage;

    private static async Task<Accepted<EmitAnswer>> EmitAsync(
        HttpContext context, EventBus bus, ChainSeal seal, ChainLimit chains, IOptions<EventOptions> options)
    {
        var most = options.Value.MaxDataBytes;
        using var body = await context.ReadJsonAsync((EmitBody.MostGrowth * most) + EmitBody.FrameBytes);
        var (name, data) = EmitBody.Read(body.Bytes, most);
        context.Demand(EventPermissions.Emit, name);
        var emission = new Emission(name, data, context.Caller().Identity.Id, ChainOf(seal.ChainOf(context.Request.Headers), chains)) { Trace = SentTrace.Of(context.Request.Headers) };
        return await bus.EmitAsync(emission, context.RequestAborted) switch
        {
            EmitOutcome.Kept kept => TypedResults.Accepted($"/events/{kept.Id}", new EmitAnswer(kept.Id.ToString(), kept.Subscribers)),
            EmitOutcome.Full full => throw new RefusedException(StatusCodes.Status507InsufficientStorage, full.Reason, s_fullPause),
            var unknown => throw new InvalidOperationException($"An outcome of an unknown kind: {unknown.GetType().Name}."),
        };
    }

    /// <summary>The chain that a request came through, when a function fetched this address.</summary>
    private static CallChain ChainOf(CallChain chain, ChainLimit chains) =>
        chain.Depth == 0 || chains.Check(new ChainStep(chain, ChainLink.Http, chain.FunctionIds[^1], default)) is null
            ? chain
            : throw new RefusedException(
                StatusCodes.Status508LoopDetected,
                "The event comes through too many functions (Events:MaxChainDepth); the server's log names them. Is there a circle?");

    private static async Task<EventsAnswer> ListAsync(HttpRequest request, IEventStore store, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(
            new EventQuery
            {
                Status = StatusOf(request.Query.Text("status")),
                Name = request.Query.Text("eventName"),
                From = request.Query.Time("from"),
                To = request.Query.Time("to"),
                Behind = ListCursor.Read(request.Query),
                Most = LimitOf(request.Query),
            },
            cancellationToken);
        return new EventsAnswer(
            page.Events.Count,
            [.. page.Events.Select(EventView.Of)],
            page.HasMore ? ListCursor.Write(page.Events[^1].EmittedAt, page.Events[^1].Id.Number) : null);
    }

    private static async Task<EventAnswer> FindAsync(string eventId, IEventStore store, CancellationToken cancellationToken)
    {
        if (!StoredEventId.TryParse(eventId, out var id) || await store.FindAsync(id, cancellationToken) is not var (summary, data))
        {
            throw new RefusedException(StatusCodes.Status404NotFound, "There is no such event, or it is not kept any more.");
        }

        return new EventAnswer(EventView.Of(summary) with { Chain = EventView.ChainOf(summary).FunctionIds, Data = new RawJson(data) });
    }

    private static EventStatus? StatusOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var index = EventView.StatusNames.ToList().IndexOf(text);
        return index >= 0
            ? (EventStatus)index
            : throw new RefusedException(
                StatusCodes.Status400BadRequest, $"The query parameter 'status' must be one of {string.Join(", ", EventView.StatusNames)}.");
    }
}
