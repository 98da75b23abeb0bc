using System.Collections.Concurrent;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>The headers of a request as its function may see them: lower-case names, each once, repeated values joined as HTTP says.</summary>
internal static class RequestHeaders
{
    private const int MostNames = 1024;

    /// <summary>Lower-case forms of names seen; stops growing at its limit, since callers choose the names.</summary>
    private static readonly ConcurrentDictionary<string, string> LowerCase = new(StringComparer.Ordinal);

    private static int _names;

    /// <summary>The visible headers.</summary>
    /// <param name="headers">All that came.</param>
    /// <param name="passAll">Whether the function sees the platform's own headers too, all but the chain of calls.</param>
    /// <param name="hideAuthorization">Whether the token admitted the caller here, so that the function has no business with it.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Visible(IHeaderDictionary headers, bool passAll, bool hideAuthorization)
    {
        var visible = new List<KeyValuePair<string, string>>(headers.Count);
        foreach (var (name, values) in headers)
        {
            var lower = ToLower(name);
            // HTTP/2 carries method and path as names that start with a colon; they are no headers.
            if (lower[0] == ':' || lower is CallChain.HeaderName || (!passAll && IsHidden(lower, hideAuthorization)))
            {
                continue;
            }

            var value = values.Count == 1 ? values[0] : string.Join(lower is "cookie" ? "; " : ", ", values.ToArray());
            visible.Add(new KeyValuePair<string, string>(lower, value ?? string.Empty));
        }

        return visible;
    }

    private static bool IsHidden(string lower, bool hideAuthorization) =>
        (hideAuthorization && lower is "authorization") || lower.StartsWith("x-molnos-", StringComparison.Ordinal);

    private static string ToLower(string name)
    {
        if (LowerCase.TryGetValue(name, out var known))
        {
            return known;
        }

        var lower = name.ToLowerInvariant();
        if (Volatile.Read(ref _names) < MostNames && LowerCase.TryAdd(name, lower))
        {
            Interlocked.Increment(ref _names);
        }

        return lower;
    }
}
