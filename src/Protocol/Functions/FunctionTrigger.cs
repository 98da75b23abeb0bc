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
    public sealed record Schedule(string Cron, string? TimeZone) : FunctionTrigger;
}
