using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary><c>/databases/get</c>, <c>write</c>, <c>update</c>, <c>batch</c>, <c>delete</c> and <c>table</c>: items, in the words that functions have for them.</summary>
internal static class ItemEndpoints
{
    /// <summary>What a body has beside its values.</summary>
    private const int MostOtherBytes = 64 * 1024;

    public static void MapItems(this IEndpointRouteBuilder databases)
    {
        databases.MapPost("/get", GetAsync)
            .RequirePermissionInside(DatabasePermissions.Read).ReadsOnly().Accepts<GetBody>("application/json").MayRefuse(404, 413, 415, 503)
            .WithSummary("The value of an item; without a key, all items of the table as [[key, value], ...].");
        databases.MapPost("/write", WriteAsync)
            .RequirePermissionInside(DatabasePermissions.Write).Accepts<WriteBody>("application/json").MayRefuse(413, 415, 503, 507)
            .WithSummary("Stores a value, whatever was there; makes the table.");
        databases.MapPost("/update", UpdateAsync)
            .RequirePermissionInside(DatabasePermissions.Write).Accepts<UpdateItemBody>("application/json").MayRefuse(404, 409, 413, 415, 503, 507)
            .WithSummary("Replaces a value if nobody wrote the item since it had this version; its expiry stays.");
        databases.MapPost("/batch", BatchAsync)
            .RequirePermissionInside(DatabasePermissions.Write).Accepts<BatchBody>("application/json").MayRefuse(413, 415, 503, 507)
            .WithSummary("Does all changes or none.");
        databases.MapDelete("/delete", DeleteAsync)
            .RequirePermissionInside(DatabasePermissions.Write).MayRefuse(503, 507)
            .TakesQuery(new QueryParameter("tableName", "The table."), new QueryParameter("key", "The item's key."))
            .WithSummary("Removes an item; done as well when there was none.");
        databases.MapGet("/table", CountAsync)
            .RequirePermissionInside(DatabasePermissions.Read).MayRefuse(503).TakesQuery(new QueryParameter("tableName", "The table."))
            .WithSummary("How many items a table has; 0 when there is no such table.");
    }

    private static async Task<RawJson> GetAsync(HttpContext context, ITableStore store)
    {
        var wanted = await ReadAsync(context, MostOtherBytes, bytes => ItemInput.Read(bytes, ["tableName"], "key"));
        context.Demand(DatabasePermissions.Read, wanted.Table);
        if (wanted.Key is { } key)
        {
            var item = await store.FindAsync(wanted.Table, key, context.RequestAborted);
            return new RawJson(item?.Value ?? throw new RefusedException(StatusCodes.Status404NotFound, "There is no such item."));
        }

        var page = await store.ReadPageAsync(wanted.Table, TableRules.WholeTable, context.RequestAborted);
        return page.HasMore ? throw new RefusedException(StatusCodes.Status400BadRequest, $"{TableRules.TooLargeAtOnce} Read it in pages: GET /databases/tables/{{table}}/items.")
            : page.Items.Count > 0 || await store.FindTableAsync(wanted.Table, context.RequestAborted) is not null
                ? new RawJson(TableJson.Text(writer => TableJson.WritePairs(writer, page.Items)))
            : throw TableEndpoints.NoTable();
    }

    private static async Task<WrittenAnswer> WriteAsync(HttpContext context, ITableStore store)
    {
        var input = await ReadAsync(context, TableRules.MostTravellingBytes, bytes => ItemInput.Read(bytes, ["tableName", "key", "value"], "expiration"));
        context.Demand(DatabasePermissions.Write, input.Table);
        await store.ChangeAsync([input.Write], context.RequestAborted);
        return new WrittenAnswer();
    }

    private static async Task<UpdatedAnswer> UpdateAsync(HttpContext context, ITableStore store)
    {
        var input = await ReadAsync(context, TableRules.MostTravellingBytes, bytes => ItemInput.Read(bytes, ["tableName", "key", "value", "ifVersion"]));
        context.Demand(DatabasePermissions.Write, input.Table);
        return await store.UpdateAsync(input.Write, input.IfVersion, context.RequestAborted) switch
        {
            ItemUpdate.Done done => new UpdatedAnswer(done.Version),
            ItemUpdate.Changed changed => throw new RefusedException(
                StatusCodes.Status409Conflict, $"The item has version {changed.Version}, not {input.IfVersion}: somebody else wrote it. Read it again, then try again."),
            _ => throw new RefusedException(StatusCodes.Status404NotFound, "There is no such item. With ifVersion 0, update makes one."),
        };
    }

    private static async Task<WrittenAnswer> BatchAsync(HttpContext context, ITableStore store)
    {
        var changes = await ReadAsync(context, 3 * TableRules.MostBatchBytes, BatchInput.Read);
        foreach (var table in changes.Select(change => change.Table).Distinct(StringComparer.Ordinal))
        {
            context.Demand(DatabasePermissions.Write, table);
        }

        await store.ChangeAsync(changes, context.RequestAborted);
        return new WrittenAnswer();
    }

    private static async Task<DeletedAnswer> DeleteAsync(HttpContext context, ITableStore store)
    {
        var table = Needed(context, "tableName").TableOrRefuse();
        context.Demand(DatabasePermissions.Write, table);
        var key = Needed(context, "key");
        return TableRules.FaultOfKey(key) is { } fault
            ? throw new RefusedException(StatusCodes.Status400BadRequest, fault + ".")
            : new DeletedAnswer((await store.ChangeAsync([new ItemChange.Delete(table, key)], context.RequestAborted))[0]);
    }

    private static async Task<long> CountAsync(HttpContext context, ITableStore store)
    {
        var table = Needed(context, "tableName").TableOrRefuse();
        context.Demand(DatabasePermissions.Read, table);
        return (await store.FindTableAsync(table, context.RequestAborted))?.Items ?? 0;
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, int mostValueBytes, Func<ReadOnlyMemory<byte>, T> read)
    {
        using var body = await context.ReadJsonAsync(mostValueBytes + MostOtherBytes);
        return read(body.Bytes);
    }

    private static string Needed(HttpContext context, string parameter) =>
        context.Request.Query.Text(parameter)
        ?? throw new RefusedException(StatusCodes.Status400BadRequest, $"The query parameter '{parameter}' is missing.");
}
