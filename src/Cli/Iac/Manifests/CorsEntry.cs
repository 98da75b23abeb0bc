using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Reads which pages may call a function; what is right beyond its shape is the server's to say.</summary>
internal static class CorsEntry
{
    /// <summary>The rules as the server shows them, so that equal ones look equal.</summary>
    public static JsonObject Read(FieldReader fields, PlacedJson cors)
    {
        fields.Members(cors, "origins", "methods", "headers", "exposeHeaders", "credentials", "maxAgeSeconds");
        if (cors.Find("origins") is not { } origins || (origins.Kind == JsonValueKind.Array && origins.Items.Count == 0))
        {
            fields.Refuse(cors, "must have at least one of origins");
        }

        var rules = new JsonObject { ["origins"] = List(fields, cors, "origins", text => text.ToLowerInvariant()) };
        AddIfAny(rules, "methods", List(fields, cors, "methods", text => text.ToUpperInvariant()));
        AddIfAny(rules, "headers", List(fields, cors, "headers", text => text.ToLowerInvariant()));
        AddIfAny(rules, "exposeHeaders", List(fields, cors, "exposeHeaders", text => text.ToLowerInvariant()));
        rules["credentials"] = fields.Flag(cors, "credentials") ?? false;
        if (cors.Find("maxAgeSeconds") is { } age)
        {
            fields.Number(cors, "maxAgeSeconds");
            rules["maxAgeSeconds"] = age.ToNode();
        }

        return rules;
    }

    private static JsonArray List(FieldReader fields, PlacedJson cors, string name, Func<string, string> normal) =>
        JsonLists.OfTexts([.. fields.Texts(cors, name).Select(normal).Distinct(StringComparer.Ordinal)]);

    private static void AddIfAny(JsonObject rules, string name, JsonArray list)
    {
        if (list.Count > 0)
        {
            rules[name] = list;
        }
    }
}
