using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access;

/// <summary><c>/identity/service-accounts</c>.</summary>
internal static class ServiceAccountEndpoints
{
    public static void MapServiceAccounts(this IEndpointRouteBuilder identity)
    {
        identity.MapGet("/service-accounts", List).RequirePermission(KnownPermissions.ReadIdentities).WithSummary("Every service account; never a key.");
        identity.MapPost("/service-accounts", AddAsync)
            .RequirePermission(KnownPermissions.CreateIdentities)
            .Accepts<ServiceAccountBody>("application/json")
            .MayRefuse(409, 413, 415, 503, 507)
            .WithSummary("Makes a service account; its key is in this answer and in no other.");
        identity.MapGet("/service-accounts/{id}", Get)
            .RequirePermission(KnownPermissions.ReadIdentities).MayRefuse(404).WithSummary("One service account.");
        identity.MapDelete("/service-accounts/{id}", RemoveAsync)
            .RequirePermission(KnownPermissions.DeleteIdentities)
            .MayRefuse(404, 409, 503, 507)
            .WithSummary("Removes a service account; its key is worth nothing at once.");
        identity.MapPost("/service-accounts/{id}/rotate-key", RotateKeyAsync)
            .RequirePermission(KnownPermissions.UpdateIdentities)
            .MayRefuse(404, 503, 507)
            .WithSummary("Gives a service account another key; the old one is worth nothing at once.");
    }

    private static ServiceAccountsAnswer List(AccountDirectory directory)
    {
        var accounts = directory.Current.Accounts;
        return new ServiceAccountsAnswer(accounts.Count, [.. accounts.Select(ServiceAccountView.Of)]);
    }

    private static ServiceAccountAnswer Get(string id, AccountDirectory directory) =>
        new(ServiceAccountView.Of(directory.Current.FindAccount(id) ?? throw IdentityRules.NoAccount()));

    private static async Task<Created<ServiceAccountKeyAnswer>> AddAsync(HttpContext context, IdentityRegistry registry)
    {
        using var body = await context.ReadJsonAsync(IdentityEndpoints.MaxBodyBytes);
        var (account, key) = await registry.AddAccountAsync(IdentityInput.ReadAccount(body.Bytes), context.Caller(), context.RequestAborted);
        return TypedResults.Created($"/identity/service-accounts/{account.Id}", new ServiceAccountKeyAnswer(ServiceAccountView.Of(account), key));
    }

    private static async Task<DoneAnswer> RemoveAsync(
        string id, IdentityRegistry registry, IOptions<DataOptions> data, CancellationToken cancellationToken)
    {
        var removed = await registry.RemoveAccountAsync(id, cancellationToken);
        AdminTokenFile.RemoveDead(data.Value.Path, id);
        return new DoneAnswer($"The service account {removed.Name} was removed.");
    }

    private static async Task<ServiceAccountKeyAnswer> RotateKeyAsync(string id, HttpContext context, IdentityRegistry registry, IOptions<DataOptions> data)
    {
        var (account, key) = await registry.RotateKeyAsync(id, context.Caller(), context.RequestAborted);
        AdminTokenFile.RemoveDead(data.Value.Path, id);
        return new ServiceAccountKeyAnswer(ServiceAccountView.Of(account), key);
    }
}
