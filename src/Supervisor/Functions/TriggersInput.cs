using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>triggers</c>.</summary>
internal static class TriggersInput
{
    private const int Most = 50;
    private const int LongestCron = 255;
    private const int LongestTimeZone = 64;

    /// <summary>At least one trigger, each once.</summary>
    public static IReadOnlyList<FunctionTrigger> Read(InputReader reader, InputField field)
    {
        var triggers = new List<FunctionTrigger>();
        foreach (var item in reader.Items(field, Most))
        {
            if (ReadOne(reader, item) is { } trigger && !triggers.Contains(trigger))
            {
                if (trigger is FunctionTrigger.Schedule schedule && triggers.Exists(other => IsSame(other, schedule)))
                {
                    reader.Refuse(item.Path, "has another schedule's cron and timeZone, which cannot be missed in two ways");
                }

                triggers.Add(trigger);
            }
        }

        if (triggers.Count == 0)
        {
            reader.Refuse(field.Path, "must have at least one trigger; without the field, HTTP is the trigger");
        }

        return triggers;
    }

    private static bool IsSame(FunctionTrigger other, FunctionTrigger.Schedule schedule) =>
        other is FunctionTrigger.Schedule one && one with { Missed = null } == schedule with { Missed = null };

    private static FunctionTrigger? ReadOne(InputReader reader, InputField item)
    {
        var members = reader.Members(item).ToDictionary(member => member.Name, StringComparer.Ordinal);
        if (reader.Error is not null)
        {
            return null;
        }

        if (!members.Remove("type", out var type))
        {
            reader.Refuse($"{item.Path}.type", "is missing");
            return null;
        }

        FunctionTrigger? trigger = null;
        switch (reader.Text(type, int.MaxValue))
        {
            case "http":
                trigger = new FunctionTrigger.Http();
                break;
            case "event":
                trigger = ReadEvent(reader, item, members);
                break;
            case "schedule":
                trigger = ReadSchedule(reader, item, members);
                break;
            default:
                reader.Refuse(type.Path, "must be http, event or schedule");
                break;
        }

        foreach (var member in members.Values)
        {
            reader.RefuseUnknown(member);
        }

        return trigger;
    }

    private static FunctionTrigger.Event ReadEvent(InputReader reader, InputField item, Dictionary<string, InputField> members)
    {
        var pattern = Take(reader, item, members, "eventName", EventNames.Longest);
        if (EventNames.FaultOfPattern(pattern) is { } fault)
        {
            reader.Refuse($"{item.Path}.eventName", fault);
        }

        return new FunctionTrigger.Event(pattern);
    }

    private static FunctionTrigger.Schedule ReadSchedule(InputReader reader, InputField item, Dictionary<string, InputField> members)
    {
        var cron = Take(reader, item, members, "cron", LongestCron);
        var zoneName = members.Remove("timeZone", out var field) && !field.IsNull ? reader.Text(field, LongestTimeZone) : null;
        if (!CronSchedule.TryFindZone(zoneName, out var zone))
        {
            reader.Refuse($"{item.Path}.timeZone", "must be the IANA name of a time zone that this server knows, such as Europe/Berlin");
        }
        else if (!CronSchedule.TryRead(cron, zone, out _, out var fault))
        {
            reader.Refuse($"{item.Path}.cron", fault);
        }

        return new FunctionTrigger.Schedule(cron, zoneName, members.Remove("missed", out var missed) && !missed.IsNull ? ReadMissed(reader, missed) : null);
    }

    private static MissedTicks? ReadMissed(InputReader reader, InputField field)
    {
        switch (reader.Text(field, int.MaxValue))
        {
            case "once":
                return MissedTicks.Once;
            case "skip":
                return MissedTicks.Skip;
            default:
                reader.Refuse(field.Path, "must be once or skip");
                return null;
        }
    }

    private static string Take(InputReader reader, InputField item, Dictionary<string, InputField> members, string name, int most)
    {
        if (members.Remove(name, out var member))
        {
            return reader.Text(member, most);
        }

        reader.Refuse($"{item.Path}.{name}", "is missing");
        return "";
    }
}
