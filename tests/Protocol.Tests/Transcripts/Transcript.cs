using System.Text;
using System.Text.Json;

namespace MolnOS.Sandbox.Protocol.Tests.Transcripts;

/// <summary>A conversation that once took place, line by line, as it stands in <c>tests/transcripts</c>.</summary>
internal sealed record Transcript(string Name, IReadOnlyList<TranscriptLine> Lines)
{
    /// <summary>Names of their files.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.jsonl").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var path = Path.Combine(folder.FullName, "tests", "transcripts");
                if (Directory.Exists(path))
                {
                    return path;
                }
            }

            throw new DirectoryNotFoundException("tests/transcripts");
        }
    }

    public static Transcript Read(string name) =>
        new(name, [.. File.ReadLines(Path.Combine(Folder, name)).Where(line => line.Length > 0).Skip(1).Select(ReadLine)]);

    public static IEnumerable<Transcript> All() => Names.Select(Read);

    private static TranscriptLine ReadLine(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var from = root.GetProperty("from").GetString();
        from.Should().BeOneOf("supervisor", "worker");
        return new TranscriptLine(from is "supervisor", Encoding.UTF8.GetBytes(root.GetProperty("line").GetRawText()), root.GetProperty("line").Clone());
    }
}

/// <summary>One line: who wrote it, its very bytes, and the same parsed.</summary>
internal sealed record TranscriptLine(bool IsFromSupervisor, byte[] Bytes, JsonElement Json)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public string? Method => Json.TryGetProperty("method", out var method) ? method.GetString() : null;

    public string? Id => Json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    public JsonElement Params => Json.GetProperty("params");
}
