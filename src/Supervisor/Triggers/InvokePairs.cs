using System.Text.Json;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Reads names and values as a query or headers have them: <c>{name: value | [values]}</c> or <c>[[name, value], …]</c>. Pure.</summary>
internal static class InvokePairs
{
    /// <summary>The pairs in their order; what is wrong is the arguments' fault.</summary>
    /// <param name="arguments">Where faults go.</param>
    /// <param name="value">What was given.</param>
    /// <param name="name">What it is called in complaints.</param>
    /// <param name="most">Pairs at most.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(BindingArguments arguments, JsonElement value, string name, int most)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var isRead = value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().All(member => AddAll(pairs, NameOf(member), member.Value, most)),
            JsonValueKind.Array => value.EnumerateArray().All(pair =>
                pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && Add(pairs, InvokeArguments.TextOf(pair[0]), pair[1], most)),
            _ => false,
        };
        if (!isRead)
        {
            arguments.Refuse($"{name} must have at most {most} names, each with a string, number, truth or an array of them");
        }

        return pairs;
    }

    private static bool AddAll(List<KeyValuePair<string, string>> pairs, string? name, JsonElement value, int most) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().All(one => Add(pairs, name, one, most)) : Add(pairs, name, value, most);

    private static bool Add(List<KeyValuePair<string, string>> pairs, string? name, JsonElement value, int most)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => InvokeArguments.TextOf(value),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        if (name is null || text is null || pairs.Count == most)
        {
            return false;
        }

        pairs.Add(new(name, text));
        return true;
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
