using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>A JSON value that knows where it stands, so that whoever wrote it can be told.</summary>
internal sealed class PlacedJson
{
    /// <summary>The way to it, such as <c>resources.functions.hello.methods[0]</c>; empty for the whole.</summary>
    public required string Path { get; init; }

    /// <summary>The line it begins in, from 1.</summary>
    public required int Line { get; init; }

    public required JsonValueKind Kind { get; init; }

    /// <summary>A text's characters, or a number as it is written.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's members in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, PlacedJson>> Members { get; init; } = [];

    /// <summary>An array's items.</summary>
    public IReadOnlyList<PlacedJson> Items { get; init; } = [];

    public PlacedJson? Find(string name) => Members.FirstOrDefault(member => string.Equals(member.Key, name, StringComparison.Ordinal)).Value;

    /// <summary>The same value without its places.</summary>
    public JsonNode? ToNode() => Kind switch
    {
        JsonValueKind.Object => new JsonObject(Members.Select(member => KeyValuePair.Create(member.Key, member.Value.ToNode()))),
        JsonValueKind.Array => new JsonArray([.. Items.Select(item => item.ToNode())]),
        JsonValueKind.String => JsonValue.Create(Text),
        JsonValueKind.Number => JsonNode.Parse(Text),
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        _ => null,
    };

    /// <summary>Reads a text.</summary>
    /// <param name="utf8Json">The whole file.</param>
    /// <param name="problems">Takes what is wrong with it: JSON that is none, names given twice.</param>
    /// <returns>The value, or null when it is no JSON.</returns>
    public static PlacedJson? Parse(ReadOnlySpan<byte> utf8Json, List<Problem> problems)
    {
        var text = utf8Json.StartsWith("\ufeff"u8) ? utf8Json["\ufeff"u8.Length..] : utf8Json;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            reader.Read();
            var lines = new LineCounter(text);
            var root = ReadValue(ref reader, "", ref lines, problems);
            // Anything behind the value is an error of the reader's.
            reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            problems.Add(new Problem("", (int)(exception.LineNumber ?? 0) + 1, $"is not valid JSON at byte {exception.BytePositionInLine + 1} of this line"));
            return null;
        }
    }

    private static PlacedJson ReadValue(ref Utf8JsonReader reader, string path, ref LineCounter lines, List<Problem> problems)
    {
        var line = lines.LineOf((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new PlacedJson { Path = path, Line = line, Kind = JsonValueKind.Object, Members = ReadMembers(ref reader, path, ref lines, problems) };
            case JsonTokenType.StartArray:
                return new PlacedJson { Path = path, Line = line, Kind = JsonValueKind.Array, Items = ReadItems(ref reader, path, ref lines, problems) };
            case JsonTokenType.String:
                return new PlacedJson { Path = path, Line = line, Kind = JsonValueKind.String, Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new PlacedJson { Path = path, Line = line, Kind = JsonValueKind.Number, Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True or JsonTokenType.False:
                return new PlacedJson { Path = path, Line = line, Kind = reader.TokenType == JsonTokenType.True ? JsonValueKind.True : JsonValueKind.False };
            default:
                return new PlacedJson { Path = path, Line = line, Kind = JsonValueKind.Null };
        }
    }

    private static List<KeyValuePair<string, PlacedJson>> ReadMembers(ref Utf8JsonReader reader, string path, ref LineCounter lines, List<Problem> problems)
    {
        var members = new List<KeyValuePair<string, PlacedJson>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var memberPath = path.Length == 0 ? name : $"{path}.{name}";
            if (!names.Add(name))
            {
                problems.Add(new Problem(memberPath, lines.LineOf((int)reader.TokenStartIndex), "is given twice"));
            }

            reader.Read();
            members.Add(KeyValuePair.Create(name, ReadValue(ref reader, memberPath, ref lines, problems)));
        }

        return members;
    }

    private static List<PlacedJson> ReadItems(ref Utf8JsonReader reader, string path, ref LineCounter lines, List<Problem> problems)
    {
        var items = new List<PlacedJson>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"), ref lines, problems));
        }

        return items;
    }

    /// <summary>Counts lines up to places that are asked for in their order.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _counted;
        private int _line = 1;

        public int LineOf(int offset)
        {
            _line += _text[_counted..offset].Count((byte)'\n');
            _counted = offset;
            return _line;
        }
    }
}

/// <summary>What is wrong with a manifest, and where.</summary>
/// <param name="Path">The way to the value; empty for the whole file.</param>
/// <param name="Line">Its line.</param>
/// <param name="Message">Goes on behind the path, such as <c>must be text</c>.</param>
internal sealed record Problem(string Path, int Line, string Message)
{
    /// <summary>As compilers write it, so that an editor can jump there.</summary>
    public string In(string file) => $"{file}:{Line}: {(Path.Length == 0 ? "the file" : Path)} {Message}";
}
