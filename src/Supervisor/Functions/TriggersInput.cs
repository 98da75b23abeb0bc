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
                triggers.Add(trigger);
            }
        }

        if (triggers.Count == 0)
        {
            reader.Refuse(field.Path, "must have at least one trigger; without the field, HTTP is the trigger");
        }

        return triggers;
    }

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
                trigger = new FunctionTrigger.Schedule(
                    Take(reader, item, members, "cron", LongestCron),
                    members.Remove("timeZone", out var zone) && !zone.IsNull ? reader.Text(zone, LongestTimeZone) : null);
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
