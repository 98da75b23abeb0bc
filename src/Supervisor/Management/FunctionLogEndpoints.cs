using System.Text.Json;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Management;

/// <summary>Shows what a function logged, once or as it comes.</summary>
internal static class FunctionLogEndpoints
{
    private const int MostLines = 10_000;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    public static void MapFunctionLogs(this IEndpointRouteBuilder functions) =>
        functions.MapGet("/{id}/logs", ReadAsync)
            .RequirePermission(KnownPermissions.ReadFunctions)
            .MayRefuse(404, 503)
            .TakesQuery(
                new QueryParameter("limit", "At most so many lines, the newest; 100 when omitted.") { Range = (1, MostLines) },
                new QueryParameter("since", "Only lines from this moment on.") { IsTime = true },
                new QueryParameter("level", "Only lines of this level and above.") { Values = LogLevels.Names },
                new QueryParameter("invocationId", "Only lines of this call."),
                new QueryParameter("follow", "Goes on with lines as they come, as server-sent events.") { IsFlag = true })
            .Produces<LogsAnswer>()
            .WithSummary("The lines it logged, oldest first.");

    private static async Task<IResult> ReadAsync(string id, HttpContext context, FunctionCatalog catalog, FunctionLog log)
    {
        catalog.GetOrRefuse(id);
        var query = QueryOf(id, context.Request.Query);
        if (context.Request.Query.Flag("follow"))
        {
            return new LogStream(log, query);
        }

        var lines = await log.ReadAsync(query, context.RequestAborted);
        return TypedResults.Ok(new LogsAnswer([.. lines.Select(View)]));
    }

    public static LogLineView View(FunctionLogLine line)
    {
        using var fields = line.FieldsJson is null ? null : JsonDocument.Parse(line.FieldsJson, Deep);
        return new LogLineView(
            line.Timestamp,
            LogLevels.NameOf(line.Level),
            line.Message,
            line.InvocationId,
            line.IsLate ? true : null,
            fields?.RootElement.Clone());
    }

    private static FunctionLogQuery QueryOf(string id, IQueryCollection query) => new()
    {
        FunctionId = id,
        Limit = query.Number("limit", 1, MostLines) ?? 100,
        Since = query.Time("since"),
        Level = query.Level("level"),
        InvocationId = query.Invocation("invocationId"),
    };
}
