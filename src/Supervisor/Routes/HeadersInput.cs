using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Routes;

/// <summary>Reads <c>match.headers</c>.</summary>
internal static class HeadersInput
{
    /// <summary>How the values of a header may be compared.</summary>
    public static readonly IReadOnlyList<string> Modes = ["exact", "prefix", "contains", "notContains", "exists", "notExists"];

    private const int Most = 16;
    private const int LongestName = 128;
    private const int LongestValue = 1024;

    /// <summary>What headers must be.</summary>
    public static IReadOnlyList<HeaderCondition> Read(InputReader reader, InputField field) => [.. reader.Items(field, Most).Select(item => ReadOne(reader, item))];

    private static HeaderCondition ReadOne(InputReader reader, InputField owner)
    {
        var header = new HeaderCondition("", Modes[0]);
        reader.ReadFields(owner, ["name"], ["mode", "values"], field => header = field.Name switch
        {
            "name" => header with { Name = ReadName(reader, field) },
            "mode" => header with { Mode = ReadMode(reader, field) },
            _ => header with { Values = [.. reader.Items(field, Most).Select(item => reader.Text(item, LongestValue))] },
        });
        var asksForValues = header.Mode is not ("exists" or "notExists");
        if (asksForValues != (header.Values is { Count: > 0 }))
        {
            reader.Refuse(owner.Path + ".values", asksForValues ? "must have at least one item" : $"must be omitted where mode is {header.Mode}");
        }

        return header;
    }

    private static string ReadName(InputReader reader, InputField field)
    {
        var name = reader.Text(field, LongestName);
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal)))
        {
            reader.Refuse(field.Path, "must be the name of a header");
        }

        return name;
    }

    private static string ReadMode(InputReader reader, InputField field)
    {
        var mode = reader.Text(field, LongestName);
        if (!Modes.Contains(mode, StringComparer.Ordinal))
        {
            reader.Refuse(field.Path, $"must be one of {string.Join(", ", Modes)}");
        }

        return mode;
    }
}
