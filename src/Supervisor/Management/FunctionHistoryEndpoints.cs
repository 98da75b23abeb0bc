using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Management;

/// <summary>Shows the last hour: of one function minute by minute, of all of them in few points each.</summary>
internal static class FunctionHistoryEndpoints
{
    private const int Points = 30;
    private const int MinutesPerPoint = FunctionHistory.Length / Points;

    public static void MapFunctionHistory(this IEndpointRouteBuilder functions)
    {
        functions.MapGet("/history", All).RequirePermission(KnownPermissions.ReadFunctions).WithSummary("Calls of all functions in the last hour.");
        functions.MapGet("/{id}/history", One).RequirePermission(KnownPermissions.ReadFunctions).MayRefuse(404).WithSummary("Its last hour, minute by minute.");
    }

    private static HistoryAnswer One(string id, FunctionCatalog catalog, InvocationStatistics statistics, TimeProvider time)
    {
        catalog.GetOrRefuse(id);
        var running = FunctionHistory.MinuteOf(time.GetUtcNow());
        var from = running - FunctionHistory.Length + 1;
        return new HistoryAnswer(
            FunctionHistory.BeginningOf(from), FunctionHistory.BeginningOf(running), [.. statistics.Minutes(id, from, running).Select(MinuteView.Of)]);
    }

    private static HistoriesAnswer All(FunctionCatalog catalog, InvocationStatistics statistics, TimeProvider time)
    {
        // Points begin at even minutes, so that a minute later they are the same but for the last.
        var running = FunctionHistory.MinuteOf(time.GetUtcNow());
        var from = ((running / MinutesPerPoint) - Points + 1) * MinutesPerPoint;
        return new HistoriesAnswer(FunctionHistory.BeginningOf(from), MinutesPerPoint * 60,
            [.. catalog.List().Functions.Select(function => (function.Id, Minutes: statistics.Minutes(function.Id, from, running)))
                .Where(function => function.Minutes.Any(minute => minute.Invocations > 0))
                .Select(function => FunctionPointsView.Of(function.Id, function.Minutes, minute => (int)(minute - from) / MinutesPerPoint, Points))]);
    }
}
