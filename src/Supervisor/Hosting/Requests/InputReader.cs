using System.Globalization;
using System.Text.Json;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>A value of the body and where it stands.</summary>
/// <param name="Path">Such as <c>triggers[1].eventName</c>.</param>
/// <param name="Name">The member's own name; empty for an item of an array.</param>
/// <param name="Value">The value.</param>
internal readonly record struct InputField(string Path, string Name, JsonElement Value)
{
    /// <summary>Whether it is a literal null.</summary>
    public bool IsNull => Value.ValueKind == JsonValueKind.Null;
}

/// <summary>Reads JSON values of a wanted type. The first complaint is kept, and ends all further reading.</summary>
internal sealed class InputReader
{
    private const int LongestShownName = 64;

    /// <summary>The first thing found wrong; null while all is well.</summary>
    public InputError? Error { get; private set; }

    /// <summary>Complains about a field; <paramref name="complaint"/> goes on from its name.</summary>
    public void Refuse(string path, string complaint) =>
        Error ??= new InputError(path, $"{(path.Length == 0 ? "The body" : path)} {complaint}.");

    /// <summary>The members of an object; a name that comes twice is refused.</summary>
    public IEnumerable<InputField> Members(InputField owner)
    {
        if (owner.Value.ValueKind != JsonValueKind.Object)
        {
            Refuse(owner.Path, "must be an object");
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in owner.Value.EnumerateObject())
        {
            var name = NameOf(member);
            if (name is null)
            {
                Refuse(owner.Path, "has a field whose name is not valid Unicode text");
                yield break;
            }

            var shown = name.Length > LongestShownName ? name[..LongestShownName] + "..." : name;
            var field = new InputField(owner.Path.Length == 0 ? shown : $"{owner.Path}.{shown}", name, member.Value);
            if (!seen.Add(name))
            {
                Refuse(field.Path, "is given twice");
                yield break;
            }

            yield return field;
            if (Error is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>The items of an array that may not be longer than <paramref name="most"/>.</summary>
    public IEnumerable<InputField> Items(InputField owner, int most)
    {
        if (owner.Value.ValueKind != JsonValueKind.Array)
        {
            Refuse(owner.Path, "must be an array");
            yield break;
        }

        if (owner.Value.GetArrayLength() > most)
        {
            Refuse(owner.Path, $"must have at most {most} items");
            yield break;
        }

        var index = 0;
        foreach (var item in owner.Value.EnumerateArray())
        {
            yield return new InputField($"{owner.Path}[{index++}]", "", item);
            if (Error is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>A string of 1 to <paramref name="most"/> characters, or from 0 where it may be empty; what is returned after a complaint is not to be used.</summary>
    public string Text(InputField field, int most, bool mayBeEmpty = false)
    {
        if (field.Value.ValueKind != JsonValueKind.String)
        {
            Refuse(field.Path, "must be a string");
            return "";
        }

        var text = TextOf(field.Value);
        if (text is null)
        {
            Refuse(field.Path, "is not valid Unicode text");
        }
        else if (text.Length == 0 && !mayBeEmpty)
        {
            Refuse(field.Path, "must not be empty");
        }
        else if (text.Length > most)
        {
            Refuse(field.Path, $"must be at most {most} characters long");
        }

        return text ?? "";
    }

    /// <summary>True or false.</summary>
    public bool Flag(InputField field)
    {
        if (field.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse(field.Path, "must be true or false");
        }

        return field.Value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A whole number within a range.</summary>
    public int Number(InputField field, (int Least, int Most) range) => (int)LongNumber(field, range);

    /// <summary>A whole number within a range that may go beyond 32 bits.</summary>
    public long LongNumber(InputField field, (long Least, long Most) range)
    {
        if (field.Value.ValueKind != JsonValueKind.Number || !field.Value.TryGetInt64(out var number) || number < range.Least || number > range.Most)
        {
            Refuse(field.Path, $"must be a whole number from {range.Least} to {range.Most}");
            return range.Least;
        }

        return number;
    }

    /// <summary>A number within a range.</summary>
    public double Fraction(InputField field, (double Least, double Most) range)
    {
        if (field.Value.ValueKind != JsonValueKind.Number || !field.Value.TryGetDouble(out var number) || !(number >= range.Least && number <= range.Most))
        {
            Refuse(field.Path, string.Create(CultureInfo.InvariantCulture, $"must be a number from {range.Least} to {range.Most}"));
            return range.Least;
        }

        return number;
    }

    /// <summary>Complains about a member nobody knows.</summary>
    public void RefuseUnknown(InputField field) => Refuse(field.Path, "is not a known field");

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
            return null;
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>What is wrong with a body, and where.</summary>
/// <param name="Field">The field, such as <c>triggers[1].eventName</c>; empty for the body as a whole.</param>
/// <param name="Message">A sentence for the caller, which names the field.</param>
internal sealed record InputError(string Field, string Message);
