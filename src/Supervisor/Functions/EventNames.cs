namespace MolnOS.Sandbox.Functions;

/// <summary>
/// The rules for names of events, and for the patterns by which functions subscribe to them. Both are segments between dots. In a pattern
/// the segment <c>*</c> stands for exactly one segment, and <c>**</c>, the last, for one or more. Pure.
/// </summary>
internal static class EventNames
{
    public const int Longest = 255;

    /// <summary>The segment of a pattern that stands for any one.</summary>
    public const string AnyOne = "*";

    /// <summary>The last segment of a pattern, which stands for one or more.</summary>
    public const string AnyRest = "**";

    /// <summary>What is wrong with a name, as a clause; null when nothing is.</summary>
    public static string? FaultOfName(string name) => FaultOf(name, isPattern: false);

    /// <summary>What is wrong with a pattern, as a clause; null when nothing is.</summary>
    public static string? FaultOfPattern(string pattern) => FaultOf(pattern, isPattern: true);

    /// <summary>Whether a pattern, as it was deployed, takes in a name.</summary>
    public static bool Matches(string pattern, string name)
    {
        if (FaultOfPattern(pattern) is not null)
        {
            return false;
        }

        var (wanted, given) = (SegmentsOf(pattern), SegmentsOf(name));
        var isOpen = wanted[^1] is AnyRest;
        var fixedCount = isOpen ? wanted.Length - 1 : wanted.Length;
        if (isOpen ? given.Length <= fixedCount : given.Length != fixedCount)
        {
            return false;
        }

        for (var index = 0; index < fixedCount; index++)
        {
            if (wanted[index] is not AnyOne && !string.Equals(wanted[index], given[index], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public static string[] SegmentsOf(string text) => text.Split('.');

    private static string? FaultOf(string text, bool isPattern)
    {
        if (text.Length is 0 or > Longest)
        {
            return $"must have 1 to {Longest} characters";
        }

        if (text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
        {
            return "must not hold white space or control characters";
        }

        if (text[0] == '@')
        {
            return "must not begin with @, as what the server emits by itself does";
        }

        var segments = SegmentsOf(text);
        if (Array.Exists(segments, segment => segment.Length == 0))
        {
            return "must not begin or end with a dot, nor have two in a row";
        }

        if (!isPattern)
        {
            return text.Contains('*', StringComparison.Ordinal) ? "must not hold *: an event has one name, only subscriptions have patterns" : null;
        }

        for (var index = 0; index < segments.Length; index++)
        {
            var isWild = segments[index] is AnyOne || (segments[index] is AnyRest && index == segments.Length - 1);
            if (!isWild && segments[index].Contains('*', StringComparison.Ordinal))
            {
                return "may hold * only as a whole segment, as in order.*, and ** only as the last one";
            }
        }

        return null;
    }
}
