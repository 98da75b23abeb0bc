using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>A moment at which a function's schedule was due; it is kept and delivered as an event is.</summary>
/// <param name="Cron">The expression, as it was deployed.</param>
/// <param name="ScheduledTime">The moment, in UTC.</param>
/// <param name="TimeZone">Its time zone, as it was deployed; null for UTC.</param>
internal sealed record ScheduleTick(
    string Cron, [property: JsonConverter(typeof(UtcTimeJson))] DateTimeOffset ScheduledTime, string? TimeZone = null)
{
    /// <summary>What such an event is called. Nobody can emit one: no name begins so.</summary>
    public const string EventName = "@schedule";

    /// <summary>Whether a function still has the schedule.</summary>
    public bool IsWantedBy(FunctionDefinition definition) =>
        definition.Triggers.OfType<FunctionTrigger.Schedule>().Any(trigger => IsOf(trigger.Cron, trigger.TimeZone));

    /// <summary>As the data of an event.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ScheduleTickJson.Default.ScheduleTick);

    /// <summary>Reads the data of an event; null when it is damaged.</summary>
    public static ScheduleTick? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ScheduleTickJson.Default.ScheduleTick);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsOf(string cron, string? timeZone) =>
        string.Equals(cron, Cron, StringComparison.Ordinal) && string.Equals(timeZone, TimeZone, StringComparison.Ordinal);
}

/// <summary>Generated JSON of <see cref="ScheduleTick"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ScheduleTick))]
internal sealed partial class ScheduleTickJson : JsonSerializerContext;
