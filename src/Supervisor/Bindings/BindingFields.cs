using System.Text.Json;

namespace MolnOS.Sandbox.Bindings;

/// <summary>The members of an object among the arguments, read strictly. Null and missing are the same.</summary>
internal sealed class BindingFields
{
    private readonly BindingArguments _arguments;
    private readonly string _name;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    private BindingFields(BindingArguments arguments, string name) => (_arguments, _name) = (arguments, name);

    /// <summary>Takes an object apart; refuses what is none, and a member that is not known.</summary>
    public static BindingFields Read(BindingArguments arguments, JsonElement value, string name, ReadOnlySpan<string> known)
    {
        var fields = new BindingFields(arguments, name);
        if (value.ValueKind != JsonValueKind.Object)
        {
            arguments.Refuse($"{name} must be an object");
            return fields;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (NameOf(member) is not { } given || !known.Contains(given))
            {
                arguments.Refuse($"{name} may have no other member than {string.Join(", ", known!)}");
                return fields;
            }

            fields._members[given] = member.Value;
        }

        return fields;
    }

    /// <summary>Whether a member was given.</summary>
    public bool Has(string member) => Element(member).ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>A member of any form; <c>Undefined</c> when it was not given.</summary>
    public JsonElement Element(string member) => _members.GetValueOrDefault(member);

    /// <summary>A text of 1 to <paramref name="most"/> characters.</summary>
    public string Text(string member, int most) => _arguments.Text(Element(member), $"{_name}.{member}", most);

    /// <summary>A text, when it was given.</summary>
    public string? OptionalText(string member, int most) => Has(member) ? Text(member, most) : null;

    /// <summary>A whole number within a range, when it was given.</summary>
    public long? OptionalNumber(string member, long least, long most) =>
        Has(member) ? _arguments.Number(Element(member), $"{_name}.{member}", least, most) : null;

    /// <summary>A truth; false when it was not given.</summary>
    public bool Flag(string member)
    {
        if (Has(member) && Element(member).ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            _arguments.Refuse($"{_name}.{member} must be true or false");
        }

        return Element(member).ValueKind == JsonValueKind.True;
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
