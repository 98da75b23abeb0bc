using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Reads a route of a manifest into the form in which the server shows one. What names may be, and which policies there are, is the server's to say.</summary>
internal static class RouteEntry
{
    public static JsonObject Read(FieldReader fields, PlacedJson value)
    {
        var before = fields.Problems.Count;
        fields.Members(value, "match", "order", "function", "upstreams");
        if (value.Find("match") is { } match)
        {
            ReadMatch(fields, match);
        }
        else
        {
            fields.Refuse(value, "must have match");
        }

        fields.Number(value, "order");
        fields.Text(value, "function");
        if ((value.Find("function") is null) == (value.Find("upstreams") is null))
        {
            fields.Refuse(value, "must have either function or upstreams");
        }

        if (value.Find("upstreams") is { } upstreams)
        {
            UpstreamsEntry.Check(fields, upstreams);
        }

        return fields.Problems.Count == before ? AsShown((JsonObject)value.ToNode()!) : [];
    }

    private static void ReadMatch(FieldReader fields, PlacedJson match)
    {
        fields.Members(match, "path", "hosts", "methods", "headers");
        fields.Text(match, "path", isNeeded: true);
        fields.Texts(match, "hosts");
        fields.Texts(match, "methods");
        foreach (var header in match.Find("headers") is { } headers ? fields.Items(headers) : [])
        {
            fields.Members(header, "name", "values", "mode");
            fields.Text(header, "name", isNeeded: true);
            fields.Text(header, "mode");
            fields.Texts(header, "values");
        }
    }

    private static JsonObject AsShown(JsonObject route)
    {
        route["order"] ??= 0;
        var match = route["match"]!.AsObject();
        Replace(match, "hosts", host => host.ToLowerInvariant());
        Replace(match, "methods", method => method.ToUpperInvariant());
        foreach (var header in match["headers"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            header["mode"] ??= "exact";
        }

        if (match["headers"] is JsonArray { Count: 0 })
        {
            match.Remove("headers");
        }

        return route;
    }

    /// <summary>Each once, as the server keeps them; an empty list is none.</summary>
    private static void Replace(JsonObject match, string name, Func<string, string> form)
    {
        var texts = match[name]?.AsArray().Select(item => form(item!.GetValue<string>())).Distinct(StringComparer.Ordinal).ToList();
        match.Remove(name);
        if (texts is { Count: > 0 })
        {
            match[name] = JsonLists.OfTexts(texts);
        }
    }
}
