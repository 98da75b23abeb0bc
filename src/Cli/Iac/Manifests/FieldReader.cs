using System.Text.Json;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Reads fields strictly, and goes on after a problem so that one look finds them all.</summary>
internal sealed class FieldReader
{
    public List<Problem> Problems { get; } = [];

    public void Refuse(PlacedJson value, string message) => Problems.Add(new Problem(value.Path, value.Line, message));

    /// <summary>The members of an object that has no others than these.</summary>
    public IReadOnlyList<KeyValuePair<string, PlacedJson>> Members(PlacedJson value, params ReadOnlySpan<string> known)
    {
        foreach (var (name, member) in Named(value))
        {
            if (!known.Contains(name))
            {
                Refuse(member, $"is unknown; known here are {string.Join(", ", known)}");
            }
        }

        return value.Members;
    }

    /// <summary>The members of an object whose names are the author's.</summary>
    public IReadOnlyList<KeyValuePair<string, PlacedJson>> Named(PlacedJson value)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            Refuse(value, "must be an object");
        }

        return value.Members;
    }

    /// <summary>The text of a member; null, and a problem where it is needed, when there is none.</summary>
    public string? Text(PlacedJson owner, string name, bool isNeeded = false)
    {
        if (owner.Find(name) is not { } value)
        {
            if (isNeeded)
            {
                Problems.Add(new Problem(owner.Path.Length == 0 ? name : $"{owner.Path}.{name}", owner.Line, "is missing"));
            }

            return null;
        }

        return Text(value);
    }

    /// <summary>A text that is not empty; null, and a problem, when it is something else.</summary>
    public string? Text(PlacedJson value)
    {
        if (value.Kind == JsonValueKind.String && value.Text.Length > 0)
        {
            return value.Text;
        }

        Refuse(value, "must be text");
        return null;
    }

    public bool? Flag(PlacedJson owner, string name)
    {
        var value = owner.Find(name);
        if (value is { Kind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Refuse(value, "must be true or false");
        }

        return value is null ? null : value.Kind == JsonValueKind.True;
    }

    /// <summary>Refuses a member that is there and is no number.</summary>
    public void Number(PlacedJson owner, string name)
    {
        if (owner.Find(name) is { Kind: not JsonValueKind.Number } value)
        {
            Refuse(value, "must be a number");
        }
    }

    /// <summary>The texts of an array; none when there is no such member.</summary>
    public IReadOnlyList<string> Texts(PlacedJson owner, string name) => owner.Find(name) is { } value ? Texts(value) : [];

    public IReadOnlyList<string> Texts(PlacedJson value) => [.. Items(value).Select(Text).OfType<string>()];

    public IReadOnlyList<PlacedJson> Items(PlacedJson value)
    {
        if (value.Kind != JsonValueKind.Array)
        {
            Refuse(value, "must be an array");
        }

        return value.Items;
    }
}
