namespace MolnOS.Sandbox.Schemas;

/// <summary>What schemas may be called, and how much is taken at once. Pure.</summary>
internal static class SchemaRules
{
    public const int LongestName = 128;
    public const int LongestDescription = 1024;

    /// <summary>JSON of a schema or a value nests at most so deep.</summary>
    public const int MostDepth = 200;

    /// <summary>Longest value to validate, as JSON; six bytes for a character beyond ASCII when it comes from a function.</summary>
    public const int MostDataBytes = 4 * 1024 * 1024;

    /// <summary>The rule for names in words.</summary>
    public const string NameRule = "must be in kebab-case: lower-case letters and digits, in words joined by single hyphens, at most 128 characters";

    /// <summary>Whether this can be a schema's name: <c>user-profile</c>.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-')
        && text[0] != '-' && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal);

    /// <summary>Longest body that can carry a schema: white space and escapes take room, too.</summary>
    public static int MostPostBytes(int mostSchemaBytes) => (4 * mostSchemaBytes) + (64 * 1024);

    /// <summary>What somebody is told who names a schema that is not there.</summary>
    public static string NoSchema(string name, int? version) =>
        version is { } number ? $"There is no version {number} of the schema {Shown(name)}." : $"There is no schema {Shown(name)}.";

    private static string Shown(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}
