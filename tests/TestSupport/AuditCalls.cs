using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The audit log in the words of a test.</summary>
public static class AuditCalls
{
    /// <summary>The records that match, newest first, over all pages; fails the test when the log is refused.</summary>
    /// <param name="client">Who reads.</param>
    /// <param name="query">Filters, each begun with an ampersand.</param>
    public static async Task<IReadOnlyList<AuditRecord>> AuditAsync(this SandboxClient client, string query = "")
    {
        ArgumentNullException.ThrowIfNull(client);
        var records = new List<AuditRecord>();
        string? cursor = null;
        do
        {
            var answer = await client.GetAsync($"/audit?limit=1000{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            if (answer.Status != 200)
            {
                throw new InvalidOperationException($"The audit log was refused: {answer}");
            }

            records.AddRange(answer.Json["records"]!.AsArray().Select(record => AuditRecord.From(record!)));
            cursor = answer.Json["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return records;
    }
}

/// <summary>One record of the audit log as the API shows it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">With which status.</param>
/// <param name="Count">How often.</param>
/// <param name="Actor">Whose doing: type, a space, id.</param>
/// <param name="Action">What was wanted.</param>
/// <param name="Permission">The permission it needed.</param>
/// <param name="Target">Id of what it was done to.</param>
/// <param name="TargetName">Name of what it was done to.</param>
/// <param name="InvocationId">The call it happened in.</param>
public sealed record AuditRecord(
    string Outcome, int? Status, long Count, string Actor, string Action, string? Permission, string? Target, string? TargetName, string? InvocationId)
{
    /// <summary>Reads one.</summary>
    public static AuditRecord From(JsonNode record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new AuditRecord(
            record["outcome"]!.GetValue<string>(),
            record["status"]?.GetValue<int>(),
            record["count"]!.GetValue<long>(),
            $"{record["actor"]!["type"]} {record["actor"]!["id"]}",
            record["action"]!.GetValue<string>(),
            record["permission"]?.GetValue<string>(),
            record["target"]?.GetValue<string>(),
            record["targetName"]?.GetValue<string>(),
            record["invocationId"]?.GetValue<string>());
    }
}
