using System.Collections.Frozen;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Reads <c>options.headers</c> of an invocation into what a function sees of a request's. Pure.</summary>
internal static class InvokeHeaders
{
    private const int MostChars = 32 * 1024;

    /// <summary>What belongs to a connection, which there is none of; a function that passes its own headers on need not take them out.</summary>
    private static readonly FrozenSet<string> s_dropped = new[]
    {
        "connection", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Lower-case names, each once, repeated values joined; without the platform's own.</summary>
    public static List<KeyValuePair<string, string>> Read(BindingArguments arguments, JsonElement value)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return headers;
        }

        var characters = 0;
        foreach (var (name, text) in InvokePairs.Read(arguments, value, "options.headers", HttpOptions.UsualHeaderCount))
        {
            var lower = name.ToLowerInvariant();
            if (!HeaderToken.IsToken(lower) || !text.All(IsAllowed))
            {
                arguments.Refuse("options.headers must have names and values as HTTP allows them");
                return headers;
            }

            characters += name.Length + text.Length;
            if (!s_dropped.Contains(lower) && !lower.StartsWith("x-molnos-", StringComparison.Ordinal))
            {
                Add(headers, lower, text.Trim(' ', '\t'));
            }
        }

        if (characters > MostChars)
        {
            arguments.Exceed($"options.headers are longer than {MostChars} characters");
        }

        return headers;
    }

    private static void Add(List<KeyValuePair<string, string>> headers, string name, string value)
    {
        var known = headers.FindIndex(header => string.Equals(header.Key, name, StringComparison.Ordinal));
        if (known < 0)
        {
            headers.Add(new(name, value));
            return;
        }

        headers[known] = new(name, $"{headers[known].Value}{(name is "cookie" ? "; " : ", ")}{value}");
    }

    private static bool IsAllowed(char one) => one is '\t' or (>= ' ' and <= '~') or (>= '\u0080' and <= '\u00ff');
}
