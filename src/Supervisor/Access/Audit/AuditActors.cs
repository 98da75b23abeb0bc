using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>Who stands in the audit log beside callers with a token.</summary>
internal static class AuditActors
{
    /// <summary>Somebody without a token of this server's.</summary>
    public static CallerIdentity Anonymous { get; } = new("anonymous", "anonymous", "anonymous", []);

    /// <summary>The server, where a record is about the log itself.</summary>
    public static CallerIdentity Server { get; } = new("server", "server", "server", []);

    /// <summary>A record of something that this actor wanted.</summary>
    public static AuditRow Record(this CallerIdentity actor, DateTimeOffset at, AuditOutcome outcome, string action) => new()
    {
        Timestamp = at,
        Outcome = outcome,
        ActorId = actor.Id,
        ActorName = actor.Name,
        ActorType = actor.Type,
        Action = action,
    };
}
