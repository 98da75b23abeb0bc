using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Management;

/// <summary>Changes functions: deploy, update, roll back, delete.</summary>
internal static class FunctionWriteEndpoints
{
    public static void MapFunctionWrites(this IEndpointRouteBuilder functions)
    {
        functions.MapPost("/deploy", DeployAsync)
            .RequirePermission(KnownPermissions.CreateFunctions)
            .Accepts<DeployBody>("application/json")
            .MayRefuse(409, 413, 415, 503, 507)
            .WithSummary("Makes a function, once its code has loaded.");
        functions.MapPut("/{id}", UpdateAsync)
            .RequirePermission(KnownPermissions.UpdateFunctions)
            .Accepts<UpdateBody>("application/json")
            .MayRefuse(404, 409, 413, 415, 503, 507)
            .WithSummary("Makes the next version of a function; what the body does not name stays.");
        functions.MapPost("/{id}/rollback", RollBackAsync)
            .RequirePermission(KnownPermissions.UpdateFunctions)
            .Accepts<RollbackBody>("application/json")
            .MayRefuse(404, 409, 413, 415, 503, 507)
            .WithSummary("Makes the next version of a function, equal to an old one.");
        functions.MapDelete("/{id}", DeleteAsync)
            .RequirePermission(KnownPermissions.DeleteFunctions)
            .MayRefuse(404, 503, 507)
            .WithSummary("Removes a function with its versions, workers and log.");
    }

    private static async Task<Created<FunctionAnswer>> DeployAsync(
        HttpContext context, FunctionRegistry registry, FunctionDeployer deployer, IOptions<FunctionOptions> options)
    {
        using var body = await context.ReadJsonAsync();
        if (!FunctionInputParser.TryParseDeploy(body.Bytes, options.Value, out var input, out var error))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, error.Message);
        }

        context.NameTarget(input.Id, input.Name);
        var function = await deployer.ApplyAsync(_ => Task.FromResult(registry.PrepareDeploy(input)), context.Caller(), context.RequestAborted);
        context.NameTarget(function.Id, function.Definition.Name);
        return TypedResults.Created($"/functions/{function.Id}", new FunctionAnswer(FunctionView.Of(function, function.UpdatedAt)));
    }

    private static async Task<FunctionAnswer> UpdateAsync(
        string id, HttpContext context, FunctionRegistry registry, FunctionDeployer deployer, IOptions<FunctionOptions> options)
    {
        using var body = await context.ReadJsonAsync();
        if (!FunctionInputParser.TryParseUpdate(body.Bytes, options.Value, out var input, out var error))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, error.Message);
        }

        var function = await deployer.ApplyAsync(
            cancellationToken => registry.PrepareUpdateAsync(id, input, cancellationToken), context.Caller(), context.RequestAborted);
        context.NameTarget(id, function.Definition.Name);
        return new FunctionAnswer(FunctionView.Of(function, function.UpdatedAt));
    }

    private static async Task<FunctionAnswer> RollBackAsync(string id, HttpContext context, FunctionRegistry registry, FunctionDeployer deployer)
    {
        using var body = await context.ReadJsonAsync();
        var version = RollbackRequest.Read(body.Bytes);
        var function = await deployer.ApplyAsync(
            cancellationToken => registry.PrepareRollbackAsync(id, version, cancellationToken), context.Caller(), context.RequestAborted);
        context.NameTarget(id, function.Definition.Name);
        return new FunctionAnswer(FunctionView.Of(function, function.UpdatedAt));
    }

    private static async Task<DoneAnswer> DeleteAsync(
        string id, HttpContext context, FunctionDeployer deployer, InvocationStatistics statistics, FunctionLog log)
    {
        var removed = await deployer.RemoveAsync(id, context.RequestAborted) ?? throw FunctionReadEndpoints.NotFound();
        context.NameTarget(id, removed.Definition.Name);
        statistics.Remove(id);
        // What is gone is gone: a caller who leaves now does not keep the log alive.
        await log.RemoveAsync(id, CancellationToken.None);
        return new DoneAnswer($"The function {removed.Definition.Name} was removed.");
    }
}
