using System.Globalization;

namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Checks the text of one setting against its type and brings it into the form that the binder reads.</summary>
internal static class SettingValue
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool IsScalar(Type type) =>
        type == typeof(string) || type == typeof(TimeSpan) || type.IsEnum || type.IsPrimitive || type == typeof(decimal);

    /// <summary>The normal form of <paramref name="text"/>, or null when it is not of the type; <paramref name="expected"/> says what it must be.</summary>
    public static string? Normalise(Type type, string text, out string expected)
    {
        if (type == typeof(string))
        {
            expected = "text";
            return text;
        }

        if (type == typeof(TimeSpan))
        {
            expected = "a duration such as 500ms, 30s, 5m or 00:00:30";
            return Duration(text)?.ToString("c", CultureInfo.InvariantCulture);
        }

        if (type == typeof(bool))
        {
            expected = "true or false";
            return bool.TryParse(text, out var flag) ? flag.ToString() : null;
        }

        if (type.IsEnum)
        {
            expected = "one of " + string.Join(", ", Enum.GetNames(type));
            return Enum.GetNames(type).FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        }

        return Number(type, text, out expected);
    }

    private static string? Number(Type type, string text, out string expected)
    {
        var isWhole = type != typeof(double) && type != typeof(float) && type != typeof(decimal);
        expected = isWhole ? "a whole number" : "a number";
        try
        {
            var style = isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
            var number = decimal.Parse(text, style, CultureInfo.InvariantCulture);
            return Convert.ToString(Convert.ChangeType(number, type, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }

    // A bare number is refused: TimeSpan would read 30 as thirty days.
    private static TimeSpan? Duration(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
        }

        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            {
                var ticks = count * length.Ticks;
                return ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
            }
        }

        return null;
    }
}
