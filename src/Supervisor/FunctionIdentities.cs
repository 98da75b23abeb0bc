using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox;

/// <summary>Lets functions be somebody: their accounts are shown, and what they are denied stands in the audit log. Access knows nothing of functions.</summary>
internal static class FunctionIdentities
{
    /// <summary>The action of a call of a service that no open invocation makes.</summary>
    private const string StrayAction = "bindings.call";

    public static void AddFunctionIdentities(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var catalog = provider.GetRequiredService<FunctionCatalog>();
            return new FunctionAccounts(() => catalog.List().Functions.Select(AccountOf), id => Find(catalog, id));
        });
        services.AddSingleton<DenialSink>(provider =>
        {
            var (audit, time) = (provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<TimeProvider>());
            return (invocation, permission) => audit.Deny(DenialOf(invocation, permission, time.GetUtcNow()));
        });
        services.AddSingleton<StrayCallSink>(provider =>
        {
            var (audit, time) = (provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<TimeProvider>());
            return (assignment, call) => audit.Deny(
                ActorOf(assignment.FunctionId, assignment.FunctionName).Record(time.GetUtcNow(), AuditOutcome.Denied, StrayAction) with
                {
                    Target = $"{call.Service}.{call.Method}",
                    InvocationId = call.Invocation.ToString(),
                });
        });
    }

    private static FunctionAccount? Find(FunctionCatalog catalog, string id) =>
        id.StartsWith(FunctionAccount.Prefix, StringComparison.Ordinal) && catalog.TryGet(id[FunctionAccount.Prefix.Length..], out var function)
            ? AccountOf(function)
            : null;

    private static FunctionAccount AccountOf(DeployedFunction function) => new(
        function.ServiceAccountId, function.Id, function.Definition.Name, FunctionGrants.Of(function.Definition.Bindings).Names, function.CreatedAt);

    private static AuditRow DenialOf(BoundInvocation invocation, string permission, DateTimeOffset at)
    {
        var parts = permission.Split(':', 2);
        return new CallerIdentity(invocation.ServiceAccountId, invocation.FunctionName, FunctionAccount.AccountType, [])
            .Record(at, AuditOutcome.Denied, parts[0]) with
        {
            Permission = permission,
            Target = parts.Length > 1 ? parts[1] : null,
            InvocationId = invocation.InvocationId.ToString(),
        };
    }

    private static CallerIdentity ActorOf(string functionId, string functionName) =>
        new(FunctionAccount.Prefix + functionId, functionName, FunctionAccount.AccountType, []);
}
