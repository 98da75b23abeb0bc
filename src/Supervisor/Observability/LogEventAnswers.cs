using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>A line was taken, and will be written within a moment.</summary>
internal sealed record LogEventTakenAnswer : SuccessAnswer;

/// <summary>Lines of the log, newest first.</summary>
internal sealed record LogEventsAnswer(
    int Count,
    IReadOnlyList<LogEventView> Events,
    [property: Description("Given when the search stopped early, having looked at too many lines: nothing before this moment was looked at. Ask again with it as endTime.")]
    DateTimeOffset? SearchedBackTo) : SuccessAnswer
{
    public static LogEventsAnswer Of(LogPage page) => new(page.Rows.Count, [.. page.Rows.Select(LogEventView.Of)], page.SearchedBackTo);
}

/// <summary>A line of the log as the API shows it.</summary>
internal sealed record LogEventView
{
    public required string Id { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    [Description("The name it was posted under, or functions.{id}.")]
    public required string Service { get; init; }

    public required string Level { get; init; }

    public required string Message { get; init; }

    [Description("An object.")]
    public RawJson? Metadata { get; init; }

    [Description("The call of a function that it belongs to.")]
    public string? InvocationId { get; init; }

    [Description("Whether it came after the answer of its call.")]
    public bool? Late { get; init; }

    public static LogEventView Of(LogRow row) => new()
    {
        Id = $"{row.Id}",
        Timestamp = row.Timestamp,
        Service = row.Service,
        Level = LogLevels.NameOf((LogSeverity)row.Level),
        Message = row.Message,
        Metadata = row.FieldsJson is { } fields ? new RawJson(Encoding.UTF8.GetBytes(fields)) : null,
        InvocationId = row.InvocationId,
        Late = row.IsLate ? true : null,
    };
}

/// <summary>The body of a posted line, for the API document.</summary>
internal sealed record LogEventBody(
    [property: Description("A letter or digit, then up to 127 letters, digits, '.', '_' or '-'; not functions, nor what begins with functions.")] string Service,
    [property: Description("debug, info, warn or error.")] string Level,
    [property: Description("1 to 16384 characters.")] string Message,
    [property: Description("An object, up to 16 KiB of JSON.")] JsonElement? Metadata = null);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(LogEventTakenAnswer))]
[JsonSerializable(typeof(LogEventsAnswer))]
[JsonSerializable(typeof(LogEventBody))]
internal sealed partial class ObservabilityJson : JsonSerializerContext;
