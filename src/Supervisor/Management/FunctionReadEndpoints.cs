using System.Globalization;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Management;

/// <summary>Shows functions: list, one, its configuration, its versions, statistics.</summary>
internal static class FunctionReadEndpoints
{
    private const int MostPerPage = 1000;

    public static void MapFunctionReads(this IEndpointRouteBuilder functions)
    {
        functions.MapGet("/list", List)
            .RequirePermission(KnownPermissions.ReadFunctions)
            .TakesQuery(
                new QueryParameter("name", "Only the function of this name."),
                new QueryParameter("context", "Only functions of this context."),
                new QueryParameter("limit", "At most so many; all when omitted.") { Range = (1, MostPerPage) },
                new QueryParameter("cursor", "Goes on where the page ended that gave it."))
            .WithSummary("All functions in order of their names.");
        functions.MapGet("/stats", Stats).RequirePermission(KnownPermissions.ReadFunctions).WithSummary("What has happened since the server started.");
        functions.MapGet("/{id}", Get).RequirePermission(KnownPermissions.ReadFunctions).MayRefuse(404).WithSummary("One function.");
        functions.MapGet("/{id}/config", GetConfigAsync)
            .RequirePermission(KnownPermissions.ReadFunctions).MayRefuse(404, 503).WithSummary("One function with its code.");
        functions.MapGet("/{id}/versions", ListVersionsAsync)
            .RequirePermission(KnownPermissions.ReadFunctions).MayRefuse(404, 503).WithSummary("Its kept versions.");
        functions.MapGet("/{id}/versions/{version}", GetVersionAsync)
            .RequirePermission(KnownPermissions.ReadFunctions).MayRefuse(404, 503).WithSummary("The function as it was in one of its kept versions, with its code.");
    }

    /// <summary>The function, or a 404.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static DeployedFunction GetOrRefuse(this FunctionCatalog catalog, string id) =>
        catalog.TryGet(id, out var function) ? function : throw NotFound();

    public static RefusedException NotFound() => new(404, "There is no such function.");

    private static FunctionListAnswer List(HttpRequest request, FunctionCatalog catalog, TimeProvider time)
    {
        var now = time.GetUtcNow();
        try
        {
            var (context, name) = (request.Query.Text("context"), request.Query.Text("name"));
            var page = name is null
                ? catalog.List(context, request.Query.Number("limit", 1, MostPerPage), request.Query.Text("cursor"))
                : catalog.ListOne(name, context);
            return new FunctionListAnswer(page.Functions.Count, [.. page.Functions.Select(function => FunctionView.Of(function, now))], page.NextCursor);
        }
        catch (FormatException)
        {
            throw new RefusedException(400, "The query parameter 'cursor' must be one that an earlier page gave.");
        }
    }

    private static FunctionAnswer Get(string id, FunctionCatalog catalog, TimeProvider time) => new(FunctionView.Of(catalog.GetOrRefuse(id), time.GetUtcNow()));

    private static async Task<FunctionAnswer> GetConfigAsync(
        string id, FunctionCatalog catalog, FunctionPrograms programs, TimeProvider time, CancellationToken cancellationToken)
    {
        var function = catalog.GetOrRefuse(id);
        var source = await programs.ReadSourceAsync(id, function.Version, cancellationToken);
        return new FunctionAnswer(Shown(FunctionView.Of(function, time.GetUtcNow()), source));
    }

    private static async Task<FunctionAnswer> GetVersionAsync(
        string id, string version, FunctionCatalog catalog, FunctionPrograms programs, CancellationToken cancellationToken)
    {
        catalog.GetOrRefuse(id);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new RefusedException(404, "A version is a whole number, from 1 on.");
        }

        if (await programs.ReadVersionAsync(id, number, cancellationToken) is not { } kept)
        {
            throw new RefusedException(404, $"Version {number} of this function is not kept.");
        }

        // When its schedules would come next is of no use: it is not in force.
        return new FunctionAnswer(Shown(FunctionView.Of(kept.Function, kept.Function.UpdatedAt), kept.Source) with { NextRuns = null });
    }

    private static FunctionView Shown(FunctionView view, FunctionSource source) => view with
    {
        Code = source.Code,
        Env = source.Env.ToDictionary(variable => variable.Name, variable => new EnvView(variable.Value), StringComparer.Ordinal),
    };

    private static async Task<VersionsAnswer> ListVersionsAsync(
        string id, FunctionCatalog catalog, FunctionPrograms programs, CancellationToken cancellationToken)
    {
        catalog.GetOrRefuse(id);
        var versions = await programs.ListVersionsAsync(id, cancellationToken);
        return new VersionsAnswer([.. versions.Select(one => new VersionView(one.Version, one.CreatedAt, one.CreatedBy, one.IsCurrent))]);
    }

    private static StatsAnswer Stats(FunctionCatalog catalog, InvocationStatistics statistics, WorkerCount workers)
    {
        var functions = catalog.List().Functions.Select(function => StatsOf(function, statistics.Read(function.Id), workers(function.Id))).ToList();
        return new StatsAnswer(new StatsView(functions.Count, functions));
    }

    private static FunctionStatsView StatsOf(DeployedFunction function, FunctionStatistics statistics, int workers) => new()
    {
        Id = function.Id,
        Name = function.Definition.Name,
        Invocations = statistics.Invocations,
        Errors = statistics.Errors,
        Timeouts = statistics.Timeouts,
        Refused = statistics.Refused,
        ColdStarts = statistics.ColdStarts,
        AverageMs = statistics.AverageMs,
        P50Ms = statistics.P50Ms,
        P95Ms = statistics.P95Ms,
        P99Ms = statistics.P99Ms,
        Workers = workers,
        LastInvokedAt = statistics.LastInvokedAt,
    };
}

/// <summary>How many workers a function has now.</summary>
internal delegate int WorkerCount(string functionId);
