using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Backups;

/// <summary><c>POST /backup</c>: everything that must survive, as one tar archive.</summary>
internal static class BackupEndpoint
{
    private const string ArchiveType = "application/x-tar";

    private static readonly QueryParameter WithoutSecretsKey =
        new("withoutSecretsKey", "Leaves out the key that opens the secrets in env; keep it elsewhere then.") { IsFlag = true };

    /// <summary>Registers what it needs.</summary>
    public static void AddBackups(this IServiceCollection services) => services.AddSingleton<BackupDesk>();

    public static void MapBackups(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Backups").MayRefuse(400);
        group.RefuseUnknownQuery();
        group.MapPost("/backup", TakeAsync)
            .RequirePermission(KnownPermissions.CreateBackups)
            .TakesQuery(WithoutSecretsKey)
            .Produces(StatusCodes.Status200OK, contentType: ArchiveType)
            .MayRefuse(409, 503, 507)
            .WithSummary("A backup of everything acknowledged by now. It lets whoever has it read all that the server keeps.");
    }

    private static async Task TakeAsync(HttpContext context, BackupDesk desk, ContentFolder contents)
    {
        var withKey = !context.Request.Query.Flag(WithoutSecretsKey.Name);
        context.NameTarget(null, withKey ? "with the key of the secrets" : "without the key of the secrets");
        using var backup = await desk.PrepareAsync(withKey, context.RequestAborted);
        context.Response.ContentType = ArchiveType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"molnos-{backup.Facts.CreatedAt:yyyyMMdd'T'HHmmss'Z'}.tar\"";
        await new BackupWriter(backup, contents).WriteAsync(context.Response.Body, context.RequestAborted);
    }
}
