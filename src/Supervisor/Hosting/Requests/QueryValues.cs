using System.Globalization;
using System.Text;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>Reads query parameters strictly; a wrong one is refused by name.</summary>
internal static class QueryValues
{
    /// <summary>ISO 8601, with as much of the time and of its fraction as somebody cares for.</summary>
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>The parameter as it came, or null.</summary>
    /// <exception cref="RefusedException">Given more than once.</exception>
    public static string? Text(this IQueryCollection query, string name)
    {
        var values = query[name];
        return values.Count <= 1 ? values.FirstOrDefault() : throw Refused(name, "given once");
    }

    /// <summary>The parameter as a whole number, or null.</summary>
    /// <exception cref="RefusedException">No whole number in the range.</exception>
    public static int? Number(this IQueryCollection query, string name, int least, int most)
    {
        if (query.Text(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Refused(name, $"a whole number from {least} to {most}");
    }

    /// <summary>The parameter as a moment, or null.</summary>
    /// <exception cref="RefusedException">No ISO 8601 time.</exception>
    public static DateTimeOffset? Time(this IQueryCollection query, string name)
    {
        if (query.Text(name) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Refused(name, "an ISO 8601 time such as 2026-01-31T12:00:00Z");
    }

    /// <summary>The parameter as the id of an invocation in its written form, or null.</summary>
    /// <exception cref="RefusedException">Nothing that could be one.</exception>
    public static string? Invocation(this IQueryCollection query, string name) =>
        query.Text(name) is not { } text || InvocationId.TryParse(Encoding.UTF8.GetBytes(text), out _)
            ? query.Text(name)
            : throw Refused(name, $"{InvocationId.Length} lower-case hexadecimal digits");

    /// <summary>The parameter as a flag; one without a value is set.</summary>
    /// <exception cref="RefusedException">Neither true nor false.</exception>
    public static bool Flag(this IQueryCollection query, string name)
    {
        if (query.Text(name) is not { Length: > 0 } text)
        {
            return query.ContainsKey(name);
        }

        return bool.TryParse(text, out var flag) ? flag : throw Refused(name, "true or false");
    }

    private static RefusedException Refused(string name, string expected) => new(400, $"The query parameter '{name}' must be {expected}.");
}
