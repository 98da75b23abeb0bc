using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary><c>/databases/tables</c>: lists, makes, shows and removes tables, and reads their items in pages.</summary>
internal static class TableEndpoints
{
    public static void MapTables(this IEndpointRouteBuilder databases)
    {
        databases.MapGet("/tables", ListAsync).RequirePermission(DatabasePermissions.List).MayRefuse(503).WithSummary("Every table, by name.");
        databases.MapPost("/tables/{table}", CreateAsync)
            .RequirePermissionOn(DatabasePermissions.Create, "table").MayRefuse(409, 503, 507).WithSummary("Makes an empty table.");
        databases.MapGet("/tables/{table}", GetAsync)
            .RequirePermissionOn(DatabasePermissions.Read, "table").MayRefuse(404, 503).WithSummary("One table.");
        databases.MapDelete("/tables/{table}", DeleteAsync)
            .RequirePermissionOn(DatabasePermissions.Delete, "table").MayRefuse(404, 503, 507).WithSummary("Removes a table with all its items.");
        databases.MapGet("/tables/{table}/items", ReadItemsAsync)
            .RequirePermissionOn(DatabasePermissions.Read, "table")
            .MayRefuse(404, 503)
            .TakesQuery(
                new QueryParameter("prefix", "Only keys that begin so."),
                new QueryParameter("from", "Only this key and those after it."),
                new QueryParameter("to", "Only keys before this one."),
                new QueryParameter("limit", $"At most so many; {TableRules.PageItems} when omitted. A page is also cut at 4 MiB.") { Range = (1, TableRules.MostPageItems) },
                new QueryParameter("cursor", "Goes on where the page ended that gave it, with the same other parameters."),
                new QueryParameter("reverse", "From the last key to the first.") { IsFlag = true })
            .WithSummary("Items in order of their keys, by Unicode code point.");
    }

    /// <summary>A name that a table may have.</summary>
    /// <exception cref="RefusedException">It may not.</exception>
    public static string TableOrRefuse(this string table) =>
        TableRules.FaultOfTable(table) is { } fault ? throw new RefusedException(StatusCodes.Status400BadRequest, fault + ".") : table;

    public static RefusedException NoTable() => new(StatusCodes.Status404NotFound, "There is no such table.");

    private static async Task<TablesAnswer> ListAsync(ITableStore store, CancellationToken cancellationToken) =>
        new([.. (await store.ListAsync(cancellationToken)).Select(TableView.Of)]);

    private static async Task<Created<TableChangeAnswer>> CreateAsync(string table, HttpContext context, ITableStore store)
    {
        var name = Named(table, context);
        return await store.CreateTableAsync(name, context.RequestAborted)
            ? TypedResults.Created($"/databases/tables/{Uri.EscapeDataString(name)}", new TableChangeAnswer(name, $"The table {name} was made."))
            : throw new RefusedException(StatusCodes.Status409Conflict, $"There is a table {name} already.");
    }

    private static async Task<TableView> GetAsync(string table, HttpContext context, ITableStore store) =>
        TableView.Of(await store.FindTableAsync(Named(table, context), context.RequestAborted) ?? throw NoTable());

    private static async Task<TableChangeAnswer> DeleteAsync(string table, HttpContext context, ITableStore store)
    {
        var name = Named(table, context);
        return await store.DeleteTableAsync(name, context.RequestAborted)
            ? new TableChangeAnswer(name, $"The table {name} was removed.")
            : throw NoTable();
    }

    private static async Task<ItemsAnswer> ReadItemsAsync(string table, HttpContext context, ITableStore store)
    {
        var name = Named(table, context);
        var page = await store.ReadPageAsync(name, RangeOf(context.Request.Query), context.RequestAborted);
        return page.Items.Count > 0 || await store.FindTableAsync(name, context.RequestAborted) is not null ? ItemsAnswer.Of(page) : throw NoTable();
    }

    private static ItemRange RangeOf(IQueryCollection query)
    {
        var cursor = query.Text("cursor");
        var behind = cursor is null ? null : TableRules.KeyOfCursor(cursor);
        return cursor is not null && behind is null
            ? throw new RefusedException(StatusCodes.Status400BadRequest, "The query parameter 'cursor' must be one that an earlier page gave.")
            : new ItemRange
            {
                Prefix = query.Text("prefix"),
                From = query.Text("from"),
                To = query.Text("to"),
                Behind = behind,
                IsReversed = query.Flag("reverse"),
                MostItems = query.Number("limit", 1, TableRules.MostPageItems) ?? TableRules.PageItems,
                MostBytes = TableRules.MostReadBytes,
            };
    }

    /// <summary>The table that a path names. Routing leaves an encoded slash as it came, which would name another table than the caller means.</summary>
    private static string Named(string table, HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return target.Split('?')[0].Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? throw new RefusedException(StatusCodes.Status400BadRequest, "The name of a table must not hold a slash.")
            : table.TableOrRefuse();
    }
}
