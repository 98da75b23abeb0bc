using Microsoft.AspNetCore.Http.HttpResults;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary><c>/observability/events</c>: takes lines from outside, and looks through those of all services.</summary>
internal static class LogEventEndpoints
{
    private const int MostBodyBytes = 256 * 1024;
    private const int MostEvents = 1000;
    private const int UsualEvents = 100;
    private const int MostOffset = 10_000;
    private const int MostSearchedChars = 1024;

    private static readonly Permission Read = Permission.Parse("observability.log.read");
    private static readonly Permission Write = Permission.Parse("observability.log.write");
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static void MapObservability(this IEndpointRouteBuilder routes)
    {
        var observability = routes.MapGroup("/observability").WithTags("Observability").MayRefuse(400);
        observability.RefuseUnknownQuery();
        observability.MapPost("/events", PostAsync)
            .OnlyLogs().RequirePermissionInside(Write).Accepts<LogEventBody>("application/json").MayRefuse(413, 415, 429, 503)
            .WithSummary("Files a line under a service.");
        observability.MapGet("/events", SearchAsync)
            .RequirePermission(Read)
            .MayRefuse(503)
            .TakesQuery(
                new QueryParameter("startTime", "Only lines from this moment on.") { IsTime = true },
                new QueryParameter("endTime", "Only lines up to this moment.") { IsTime = true },
                new QueryParameter("service", "Only lines of services whose names begin so; a function's are filed under functions.{id}."),
                new QueryParameter("level", "Only lines of this level and above.") { Values = LogLevels.Names },
                new QueryParameter("search", "Only lines whose message holds this, in any case of letters."),
                new QueryParameter("limit", $"At most so many; {UsualEvents} when omitted.") { Range = (1, MostEvents) },
                new QueryParameter("offset", "Leaves out the newest so many of those that match.") { Range = (0, MostOffset) })
            .WithSummary("Lines of all services and functions, newest first.");
    }

    /// <summary>The parameter as a level; the least when it was not given.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static LogSeverity Level(this IQueryCollection query, string name) =>
        query.Text(name) is not { } text ? LogSeverity.Debug
        : LogLevels.TryParse(text, out var level) ? level.Value
        : throw Refused(name, $"one of {string.Join(", ", LogLevels.Names)}");

    private static async Task<Accepted<LogEventTakenAnswer>> PostAsync(HttpContext context, ServiceLog log, TimeProvider time)
    {
        PostedLogLine line;
        using (var body = await context.ReadJsonAsync(MostBodyBytes))
        {
            line = LogEventInput.Read(body.Bytes, time.GetUtcNow());
        }

        context.Demand(Write, line.Service);
        return await log.PostAsync(line, context.RequestAborted) switch
        {
            PostOutcome.Taken => TypedResults.Accepted((string?)null, new LogEventTakenAnswer()),
            PostOutcome.TooFast => throw new RefusedException(
                StatusCodes.Status429TooManyRequests, "Lines are posted faster than Logs:PostedBytesPerSecond allows, or than can be written.", Pause),
            PostOutcome.TooManyServices => throw new RefusedException(
                StatusCodes.Status400BadRequest, $"service must be one of the {ServiceLog.MostServices} that have lines already: there may be no more. Put what tells them apart into metadata."),
        };
    }

    private static async Task<LogEventsAnswer> SearchAsync(HttpContext context, ServiceLog log) =>
        LogEventsAnswer.Of(await log.SearchAsync(SearchOf(context.Request.Query), context.RequestAborted));

    private static LogSearch SearchOf(IQueryCollection query) => new()
    {
        From = query.Time("startTime"),
        To = EndOfMillisecond(query.Time("endTime")),
        ServicePrefix = query.Text("service"),
        LeastLevel = (int)query.Level("level"),
        Text = query.Text("search") is { Length: > MostSearchedChars } ? throw Refused("search", $"at most {MostSearchedChars} characters long") : query.Text("search"),
        Limit = query.Number("limit", 1, MostEvents) ?? UsualEvents,
        Offset = query.Number("offset", 0, MostOffset) ?? 0,
    };

    /// <summary>Answers show moments without what is smaller; a line that was shown is meant by the moment it was shown with.</summary>
    private static DateTimeOffset? EndOfMillisecond(DateTimeOffset? moment) =>
        moment?.AddTicks(TimeSpan.TicksPerMillisecond - 1 - (moment.Value.UtcTicks % TimeSpan.TicksPerMillisecond));

    private static RefusedException Refused(string name, string expected) => new(StatusCodes.Status400BadRequest, $"The query parameter '{name}' must be {expected}.");
}
