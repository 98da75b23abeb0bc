using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;

namespace MolnOS.Sandbox.Management;

/// <summary>One function.</summary>
internal sealed record FunctionAnswer(FunctionView Function) : SuccessAnswer;

/// <summary>Part of the list of functions; <paramref name="Cursor"/> asks for the next part, null at the end.</summary>
internal sealed record FunctionListAnswer(int Count, IReadOnlyList<FunctionView> Functions, string? Cursor) : SuccessAnswer;

/// <summary>The kept versions of a function, newest first.</summary>
internal sealed record VersionsAnswer(IReadOnlyList<VersionView> Versions) : SuccessAnswer;

/// <summary>One version of a function.</summary>
internal sealed record VersionView(int Version, DateTimeOffset CreatedAt, string CreatedBy, bool Current);

/// <summary>What has happened to all functions since the server started.</summary>
internal sealed record StatsAnswer(StatsView Stats) : SuccessAnswer;

/// <summary>The statistics of all functions.</summary>
internal sealed record StatsView(int TotalFunctions, IReadOnlyList<FunctionStatsView> Functions);

/// <summary>The statistics of one function.</summary>
internal sealed record FunctionStatsView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required long Invocations { get; init; }

    public required long Errors { get; init; }

    public required long Timeouts { get; init; }

    public required long Refused { get; init; }

    public required long ColdStarts { get; init; }

    public required double AverageMs { get; init; }

    public required double P50Ms { get; init; }

    public required double P95Ms { get; init; }

    public required double P99Ms { get; init; }

    public required int Workers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset? LastInvokedAt { get; init; }
}

/// <summary>Lines of a function's log, oldest first.</summary>
internal sealed record LogsAnswer(IReadOnlyList<LogLineView> Logs) : SuccessAnswer;

/// <summary>One line of a function's log.</summary>
internal sealed record LogLineView(
    DateTimeOffset Timestamp, string Level, string Message, string? InvocationId, bool? Late, JsonElement? Fields);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(FunctionAnswer))]
[JsonSerializable(typeof(FunctionListAnswer))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(VersionsAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(LogsAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(HistoriesAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(DeployBody))]
[JsonSerializable(typeof(UpdateBody))]
[JsonSerializable(typeof(RollbackBody))]
[JsonSerializable(typeof(string))]
internal sealed partial class ManagementJson : JsonSerializerContext;
