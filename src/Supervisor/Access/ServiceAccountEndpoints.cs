using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access;

/// <summary><c>/identity/service-accounts</c>.</summary>
internal static class ServiceAccountEndpoints
{
    private static readonly string[] Types = [AccessSnapshot.AccountType, FunctionAccount.AccountType];

    public static void MapServiceAccounts(this IEndpointRouteBuilder identity)
    {
        identity.MapGet("/service-accounts", List)
            .RequirePermission(KnownPermissions.ReadIdentities)
            .TakesQuery(new QueryParameter("type", "Only accounts with keys, or only those of functions.") { Values = Types })
            .WithSummary("Every service account; never a key.");
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

    private static ServiceAccountsAnswer List(HttpRequest request, AccountDirectory directory, FunctionAccounts functions)
    {
        var type = request.Query.Text("type");
        if (type is not null && !Types.Contains(type, StringComparer.Ordinal))
        {
            throw new RefusedException(400, $"The query parameter 'type' must be one of {string.Join(", ", Types)}.");
        }

        var now = directory.Current;
        List<ServiceAccountView> accounts =
        [
            .. type is FunctionAccount.AccountType ? [] : now.Accounts.Select(account => ServiceAccountView.Of(account, now)),
            .. type is AccessSnapshot.AccountType ? [] : functions.List().Select(ServiceAccountView.Of),
        ];
        return new ServiceAccountsAnswer(accounts.Count, accounts);
    }

    private static ServiceAccountAnswer Get(string id, AccountDirectory directory, FunctionAccounts functions)
    {
        var now = directory.Current;
        return new ServiceAccountAnswer(now.FindAccount(id) is { } account
            ? ServiceAccountView.Of(account, now)
            : ServiceAccountView.Of(functions.Find(id) ?? throw IdentityRules.NoAccount()));
    }

    private static async Task<Created<ServiceAccountKeyAnswer>> AddAsync(HttpContext context, IdentityRegistry registry, AccountDirectory directory)
    {
        using var body = await context.ReadJsonAsync(IdentityEndpoints.MaxBodyBytes);
        var input = IdentityInput.ReadAccount(body.Bytes);
        context.NameTarget(id: null, input.Name);
        var (account, key) = await registry.AddAccountAsync(input, context.Caller(), context.RequestAborted);
        context.NameTarget(account.Id, account.Name);
        return TypedResults.Created($"/identity/service-accounts/{account.Id}", new ServiceAccountKeyAnswer(ServiceAccountView.Of(account, directory.Current), key));
    }

    private static async Task<DoneAnswer> RemoveAsync(
        string id, HttpContext context, IdentityRegistry registry, FunctionAccounts functions, IOptions<DataOptions> data)
    {
        functions.Protect(id);
        var removed = await registry.RemoveAccountAsync(id, context.RequestAborted);
        context.NameTarget(id, removed.Name);
        AdminTokenFile.RemoveDead(data.Value.Path, id);
        return new DoneAnswer($"The service account {removed.Name} was removed.");
    }

    private static async Task<ServiceAccountKeyAnswer> RotateKeyAsync(
        string id, HttpContext context, IdentityRegistry registry, AccountDirectory directory, FunctionAccounts functions, IOptions<DataOptions> data)
    {
        functions.Protect(id);
        var (account, key) = await registry.RotateKeyAsync(id, context.Caller(), context.RequestAborted);
        context.NameTarget(id, account.Name);
        AdminTokenFile.RemoveDead(data.Value.Path, id);
        return new ServiceAccountKeyAnswer(ServiceAccountView.Of(account, directory.Current), key);
    }
}
