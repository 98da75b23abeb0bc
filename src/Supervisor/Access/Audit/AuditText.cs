using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>
/// Bounds the texts of a record. Callers and workers choose some of them: paths, names, what they claim to want. One line each, none longer
/// than the longest that has a meaning.
/// </summary>
internal static class AuditText
{
    /// <summary>A permission may have 1024 characters, the key of an object in a bucket comes near; nothing that is longer names anything.</summary>
    private const int Longest = 1300;

    private const char Stopgap = '\uFFFD';

    /// <summary>The record with its texts bounded.</summary>
    public static AuditRow Bound(AuditRow row) => row with
    {
        ActorId = Bound(row.ActorId),
        ActorName = Bound(row.ActorName),
        Action = Bound(row.Action),
        Permission = Optional(row.Permission),
        Method = Optional(row.Method),
        Target = Optional(row.Target),
        TargetName = Optional(row.TargetName),
    };

    private static string? Optional(string? text) => text is null ? null : Bound(text);

    private static string Bound(string text)
    {
        if (text.Length > Longest)
        {
            text = string.Concat(text.AsSpan(0, Longest - 1), "…");
        }

        return text.Any(IsUnfit) ? string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = IsUnfit(from[i]) ? Stopgap : from[i];
            }
        }) : text;
    }

    private static bool IsUnfit(char letter) => char.IsControl(letter);
}
