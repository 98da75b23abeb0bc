using System.Text.Json;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Reads <c>options.query</c> of an invocation: pairs, or a query as it stands in an address. Pure.</summary>
internal static class InvokeQuery
{
    private const int MostPairs = 1000;
    private const int MostChars = HttpOptions.UsualRequestLineBytes;

    /// <summary>The query without its question mark, in the form of a request.</summary>
    public static string Read(BindingArguments arguments, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return "";
        }

        var query = value.ValueKind == JsonValueKind.String
            ? UrlText.Encode(InvokeArguments.TextOf(value)?.TrimStart('?') ?? "")
            : string.Join('&', InvokePairs.Read(arguments, value, "options.query", MostPairs)
                .Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        if (query.Length > MostChars)
        {
            arguments.Exceed($"options.query is longer than {MostChars} characters");
        }

        return query;
    }
}
