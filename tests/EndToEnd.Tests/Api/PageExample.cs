using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MolnOS.Sandbox.EndToEnd.Tests.Api;

/// <summary>A block of commands in a document, and the block below it that shows what they print.</summary>
/// <param name="Line">Line of the document where the commands begin, from 1.</param>
/// <param name="Commands">What to run.</param>
/// <param name="IsJson">Whether the output is shown as JSON, whose white space does not count.</param>
/// <param name="Output">What is shown.</param>
internal sealed partial record PageExample(int Line, string Commands, bool IsJson, string Output)
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All examples of a document, in their order.</summary>
    /// <exception cref="FormatException">A block is neither commands nor the output right below commands.</exception>
    public static IReadOnlyList<PageExample> In(IReadOnlyList<string> document)
    {
        var examples = new List<PageExample>();
        for (var index = 0; index < document.Count; index++)
        {
            if (!document[index].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var line = index + 1;
            var commands = Block(document, "```bash", ref index);
            var kind = index + 1 < document.Count ? document[++index] : "";
            examples.Add(new PageExample(line, commands, kind == "```json", Block(document, kind == "```json" ? kind : "```text", ref index)));
        }

        return examples;
    }

    /// <summary>An output without what differs from run to run and from machine to machine.</summary>
    public string Comparable(string output)
    {
        var text = output.Trim('\n');
        if (IsJson)
        {
            text = JsonNode.Parse(text)!.ToJsonString(s_readable);
        }

        text = Moment().Replace(text, "<moment>");
        text = DateHeader().Replace(text, "Date: <moment>");
        text = Call().Replace(text, "<call>");
        text = Measured().Replace(text, "\"${name}\":<measured>");
        return OfTheMachine().Replace(text, "\"${name}\":<number>");
    }

    private static string Block(IReadOnlyList<string> document, string opening, ref int index)
    {
        if (document[index] != opening)
        {
            throw new FormatException($"Line {index + 1} should be {opening}, not '{document[index]}'.");
        }

        var lines = document.Skip(index + 1).TakeWhile(line => line != "```").ToList();
        index += lines.Count + 1;
        return string.Concat(lines.Select(line => line + "\n"));
    }

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment();

    [GeneratedRegex("^Date: .* GMT$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DateHeader();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"""(?<name>averageMs|p50Ms|p95Ms|p99Ms)"":\d+(\.\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();

    [GeneratedRegex(@"""(?<name>workers|maxWorkers|coldStarts)"":\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfTheMachine();
}
