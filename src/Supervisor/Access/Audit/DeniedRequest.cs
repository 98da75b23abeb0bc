using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>A request that was denied on a way of its own, outside of management.</summary>
/// <param name="Caller">Who sent it; null when they are not known.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Permission">What it needed.</param>
/// <param name="Route">The pattern of its address.</param>
internal sealed record DeniedRequest(Caller? Caller, int Status, Permission Permission, string Route)
{
    /// <summary>Id of what it was about.</summary>
    public required string Target { get; init; }

    /// <summary>Name of what it was about.</summary>
    public string? TargetName { get; init; }

    /// <summary>What stands in the log.</summary>
    public AuditRow ToRow(HttpContext context, DateTimeOffset at) =>
        (Caller?.Identity ?? AuditActors.Anonymous).Record(at, AuditOutcome.Denied, Permission.ToString()) with
        {
            Status = Status,
            Address = CallerAddress.Of(context),
            Permission = Permission.On(Target),
            Method = context.Request.Method,
            Route = Route,
            Target = Target,
            TargetName = TargetName,
        };
}
