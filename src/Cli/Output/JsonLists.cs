using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Output;

/// <summary>Makes JSON arrays in the one way that a program compiled beforehand can run.</summary>
internal static class JsonLists
{
    public static JsonArray OfTexts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    public static JsonArray Of(IEnumerable<JsonObject> values) => new([.. values]);
}
