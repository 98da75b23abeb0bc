using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>Who did it, as the API shows them.</summary>
internal sealed record AuditActorView(string Id, string Name, string Type);

/// <summary>A record of the audit log as the API shows it.</summary>
internal sealed record AuditRecordView
{
    public required long Id { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required string Outcome { get; init; }

    public int? Status { get; init; }

    public required long Count { get; init; }

    public required AuditActorView Actor { get; init; }

    public string? Address { get; init; }

    public required string Action { get; init; }

    public string? Permission { get; init; }

    public string? Method { get; init; }

    public string? Route { get; init; }

    public string? Target { get; init; }

    public string? TargetName { get; init; }

    public string? InvocationId { get; init; }

    public static AuditRecordView Of(AuditRow row) => new()
    {
        Id = row.Id,
        Timestamp = row.Timestamp,
        Outcome = AuditOutcomes.NameOf(row.Outcome),
        Status = row.Status,
        Count = row.Count,
        Actor = new AuditActorView(row.ActorId, row.ActorName, row.ActorType),
        Address = row.Address,
        Action = row.Action,
        Permission = row.Permission,
        Method = row.Method,
        Route = row.Route,
        Target = row.Target,
        TargetName = row.TargetName,
        InvocationId = row.InvocationId,
    };
}

/// <summary>Part of the audit log, newest first; <paramref name="Cursor"/> asks for the next part, null at the end.</summary>
internal sealed record AuditAnswer(int Count, IReadOnlyList<AuditRecordView> Records, string? Cursor) : SuccessAnswer;

/// <summary>Generated JSON of the audit log.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(AuditAnswer))]
internal sealed partial class AuditJson : JsonSerializerContext;
