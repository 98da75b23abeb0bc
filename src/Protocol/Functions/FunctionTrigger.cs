using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Protocol.Functions;

/// <summary>One way in which a function is called.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Http), "http")]
[JsonDerivedType(typeof(Event), "event")]
[JsonDerivedType(typeof(Schedule), "schedule")]
public abstract record FunctionTrigger
{
    private FunctionTrigger()
    {
    }

    /// <summary>Called by a request to <c>/functions/run/{id}</c>.</summary>
    public sealed record Http : FunctionTrigger;

    /// <summary>Called for each event whose name fits.</summary>
    /// <param name="EventName">Name of the event, or a pattern: <c>*</c> for one segment, <c>**</c> for all that follow.</param>
    public sealed record Event(string EventName) : FunctionTrigger;

    /// <summary>Called at the times of a cron expression.</summary>
    /// <param name="Cron">Five or six fields, or <c>@hourly</c> and its kin.</param>
    /// <param name="TimeZone">IANA name; null means UTC.</param>
    /// <param name="Missed">What is to become of ticks that were missed; null means <see cref="MissedTicks.Once"/>.</param>
    public sealed record Schedule(string Cron, string? TimeZone, MissedTicks? Missed = null) : FunctionTrigger;
}

/// <summary>What is to become of the moments of a schedule at which the server was not there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MissedTicks>))]
public enum MissedTicks
{
    /// <summary>They are made up for once, by one tick for them all.</summary>
    [JsonStringEnumMemberName("once")]
    Once,

    /// <summary>They are left out.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,
}
