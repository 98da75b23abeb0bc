using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting.Health;

/// <summary>The body of <c>/health/ready</c>; when not ready it is also an error answer.</summary>
internal sealed record ReadinessAnswer(
    bool Ready, IsolationReport? Isolation, IReadOnlyList<ReadinessCheck> Checks, string? Error = null, string? Message = null, ErrorCause? Cause = null)
{
    public static ReadinessAnswer Of(IsolationReport? isolation, IReadOnlyList<ReadinessCheck> checks)
    {
        var failing = checks.Where(check => !check.Ready).Select(check => $"{check.Name} ({check.Detail ?? "not ready"})").ToList();
        return failing.Count == 0
            ? new ReadinessAnswer(true, isolation, checks)
            : new ReadinessAnswer(false, isolation, checks, ErrorAnswer.PhraseOf(503), $"Not ready: {string.Join(", ", failing)}.", new ErrorCause(503));
    }
}

/// <summary>How well workers are walled off on this machine.</summary>
/// <param name="Level">Its name.</param>
/// <param name="Missing">The walls that are not there; empty when all are.</param>
internal sealed record IsolationReport(string Level, IReadOnlyList<string> Missing);

/// <summary>What one probe found.</summary>
internal sealed record ReadinessCheck(string Name, bool Ready, string? Detail);

/// <summary>Generated JSON of <see cref="ReadinessAnswer"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadinessAnswer))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
