using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Schemas;

/// <summary><c>/schemas</c>: the registry, and validation for those who are no function.</summary>
internal static class SchemaEndpoints
{
    private const int MostPerPage = 1000;
    private const int RoomAroundData = 4096;

    public static void MapSchemas(this IEndpointRouteBuilder routes)
    {
        var schemas = routes.MapGroup("").WithTags("Schemas").MayRefuse(400, 503);
        schemas.RefuseUnknownQuery();
        schemas.MapGet("/schemas", ListAsync)
            .RequirePermission(SchemaPermissions.List)
            .TakesQuery(
                new QueryParameter("limit", "At most so many; 1000 when omitted.") { Range = (1, MostPerPage) },
                new QueryParameter("cursor", "Goes on where the page ended that gave it."))
            .WithSummary("The newest version of each schema, in order of names.");
        schemas.MapPost("/schemas", PostAsync)
            .RequirePermission(SchemaPermissions.Create)
            .Accepts<SchemaPostBody>("application/json")
            .MayRefuse(409, 413, 415, 507)
            .WithSummary("Adds the next version of a schema, once a validator has found it fit.");
        schemas.MapGet("/schemas/{name}", GetAsync)
            .RequirePermissionOn(SchemaPermissions.Read, "name").MayRefuse(404).WithSummary("The newest version of a schema, and which versions there are.");
        schemas.MapGet("/schemas/{name}/{version}", GetVersionAsync)
            .RequirePermissionOn(SchemaPermissions.Read, "name").MayRefuse(404).WithSummary("One version of a schema.");
        schemas.MapPost("/schemas/{name}/validate", ValidateAsync)
            .RequirePermissionOn(SchemaPermissions.Read, "name")
            .ReadsOnly()
            .Accepts<ValidationBody>("application/json")
            .MayRefuse(404, 413, 415, 502, 504)
            .WithSummary("Validates a value.");
        schemas.MapDelete("/schemas/{name}", RemoveAsync)
            .RequirePermissionOn(SchemaPermissions.Delete, "name").MayRefuse(404, 507).WithSummary("Removes a schema with all its versions.");
    }

    private static async Task<SchemasAnswer> ListAsync(HttpRequest request, ISchemaStore store, CancellationToken cancellationToken)
    {
        var after = request.Query.Text("cursor");
        if (after is not null && !SchemaRules.IsName(after))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, "The query parameter 'cursor' must be one that an earlier page gave.");
        }

        var most = request.Query.Number("limit", 1, MostPerPage) ?? MostPerPage;
        var found = await store.ListAsync(after, most + 1, cancellationToken);
        var page = found.Take(most).Select(summary => SchemaView.Of(summary)).ToList();
        return new SchemasAnswer(page.Count, page, found.Count > most ? page[^1].Name : null);
    }

    private static async Task<Created<SchemaAnswer>> PostAsync(HttpContext context, SchemaRegistry registry, IOptions<SchemaOptions> options)
    {
        var most = options.Value.MaxSchemaBytes;
        using var body = await context.ReadJsonAsync(SchemaRules.MostPostBytes(most));
        var input = SchemaInput.Read(body.Bytes, most);
        context.NameTarget(input.Name);
        var added = await registry.AddAsync(input, context.Caller().Identity.Id, context.RequestAborted);
        return TypedResults.Created($"/schemas/{added.Name}/{added.Version}", new SchemaAnswer(SchemaView.Of(added, input.Text)));
    }

    private static async Task<SchemaAnswer> GetAsync(string name, ISchemaStore store, CancellationToken cancellationToken)
    {
        var schema = await ReadAsync(store, name, null, cancellationToken);
        var versions = await store.ListVersionsAsync(name, cancellationToken);
        return new SchemaAnswer(
            SchemaView.Of(schema.Summary, schema.Text),
            [.. versions.Select(version => new SchemaVersionView(version.Version, version.Description, version.CreatedAt, version.CreatedBy))]);
    }

    private static async Task<SchemaAnswer> GetVersionAsync(string name, string version, ISchemaStore store, CancellationToken cancellationToken)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new RefusedException(StatusCodes.Status404NotFound, "A version is a whole number, from 1 on.");
        }

        var schema = await ReadAsync(store, name, number, cancellationToken);
        return new SchemaAnswer(SchemaView.Of(schema.Summary, schema.Text));
    }

    private static async Task<ValidationAnswer> ValidateAsync(string name, HttpContext context, SchemaValidation validation)
    {
        using var body = await context.ReadJsonAsync(SchemaRules.MostDataBytes + RoomAroundData);
        var input = ValidationInput.Read(body.Bytes);
        return await validation.ValidateAsync(name, input.Version, input.Data, context.RequestAborted) switch
        {
            SchemaVerdict.Given given => new ValidationAnswer(given.IsValid, given.Version, given.Errors),
            SchemaVerdict.NotFound missing => throw new RefusedException(StatusCodes.Status404NotFound, missing.Message),
            SchemaVerdict.TooCostly costly => throw new RefusedException(costly.Status, costly.Message),
            SchemaVerdict.Unavailable none => throw new RefusedException(StatusCodes.Status503ServiceUnavailable, none.Message, none.RetryAfter),
            var unknown => throw new InvalidOperationException($"A verdict of an unknown kind: {unknown.GetType().Name}."),
        };
    }

    private static async Task<DoneAnswer> RemoveAsync(string name, ISchemaStore store, CancellationToken cancellationToken) =>
        await store.RemoveAsync(name, cancellationToken)
            ? new DoneAnswer($"The schema {name} was removed with all its versions.")
            : throw new RefusedException(StatusCodes.Status404NotFound, SchemaRules.NoSchema(name, null));

    private static async Task<StoredSchema> ReadAsync(ISchemaStore store, string name, int? version, CancellationToken cancellationToken) =>
        await store.ReadAsync(name, version, cancellationToken)
        ?? throw new RefusedException(StatusCodes.Status404NotFound, SchemaRules.NoSchema(name, version));
}
