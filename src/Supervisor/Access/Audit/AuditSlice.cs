using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Json;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>Registers the audit log.</summary>
internal static class AuditSlice
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration("Audit").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddSingleton<DenialQueue>();
        services.AddSingleton<AuditLog>();
        services.AddHostedService<AuditUpkeep>();
        services.AddApiTypes(AuditJson.Default);
    }
}
