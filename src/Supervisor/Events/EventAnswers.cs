using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Events;

/// <summary>What a function is told of the event that it emitted.</summary>
internal sealed record EmittedView(string EventId, int Subscribers);

/// <summary>What a caller is told of the event that they emitted.</summary>
internal sealed record EmitAnswer(string EventId, int Subscribers) : SuccessAnswer;

/// <summary>An event as the API shows it.</summary>
internal sealed record EventView
{
    public required string EventId { get; init; }

    public required string EventName { get; init; }

    /// <summary><c>pending</c>, <c>failed</c> or <c>delivered</c>.</summary>
    public required string Status { get; init; }

    public required string Source { get; init; }

    public required int ChainDepth { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required long Subscribers { get; init; }

    public required long Pending { get; init; }

    public required long Delivered { get; init; }

    public required long Failed { get; init; }

    public required long Cancelled { get; init; }

    /// <summary>Ids of the functions it came through; in the answer about one event alone.</summary>
    public IReadOnlyList<string>? Chain { get; init; }

    /// <summary>Its data; in the answer about one event alone.</summary>
    public RawJson? Data { get; init; }

    public static EventView Of(EventSummary summary) => new()
    {
        EventId = summary.Id.ToString(),
        EventName = summary.Name,
        Status = StatusNames[(int)summary.Status],
        Source = summary.Source,
        ChainDepth = ChainOf(summary).Depth,
        Timestamp = summary.EmittedAt,
        Subscribers = summary.Subscribers,
        Pending = summary.Waiting,
        Delivered = summary.Delivered,
        Failed = summary.Dead,
        Cancelled = summary.Cancelled,
    };

    /// <summary>Names of <see cref="EventStatus"/>, in its order.</summary>
    public static IReadOnlyList<string> StatusNames { get; } = [.. Enum.GetNames<EventStatus>().Select(name => name.ToLowerInvariant())];

    public static CallChain ChainOf(EventSummary summary) => CallChain.TryParse(summary.Chain, out var chain) ? chain : CallChain.Outside;
}

/// <summary>A page of events, the newest first.</summary>
internal sealed record EventsAnswer(int Count, IReadOnlyList<EventView> Events, string? Cursor) : SuccessAnswer;

/// <summary>One event.</summary>
internal sealed record EventAnswer(EventView Event) : SuccessAnswer;

/// <summary>A dead letter as the API shows it.</summary>
internal sealed record DeadLetterView(
    string Id, string EventId, string EventName, string FunctionId, int Attempts, string LastError, DateTimeOffset FailedAt)
{
    public static DeadLetterView Of(DeadLetter letter) => new(
        letter.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        letter.EventId.ToString(),
        letter.EventName,
        letter.FunctionId,
        letter.Attempts,
        letter.LastError,
        letter.FailedAt);
}

/// <summary>A page of dead letters, the newest first.</summary>
internal sealed record DeadLettersAnswer(int Count, IReadOnlyList<DeadLetterView> DeadLetters, string? Cursor) : SuccessAnswer;

/// <summary>How many dead letters are on their way again, and how many not, since their function wants them no more.</summary>
internal sealed record RedriveAnswer(int Redriven, int Skipped) : SuccessAnswer;

/// <summary>How many dead letters were removed.</summary>
internal sealed record PurgeAnswer(int Deleted) : SuccessAnswer;

/// <summary>The body of an emission, for the API document.</summary>
internal sealed record EmitRequestBody(
    [property: Description("1 to 255 characters: segments between dots, without white space and *.")] string EventName,
    [property: Description("Any JSON value; null when omitted.")] JsonElement? Data = null);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(EmittedView))]
[JsonSerializable(typeof(EmitAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(DeadLettersAnswer))]
[JsonSerializable(typeof(RedriveAnswer))]
[JsonSerializable(typeof(PurgeAnswer))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(EmitRequestBody))]
internal sealed partial class EventsJson : JsonSerializerContext;
