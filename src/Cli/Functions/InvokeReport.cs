using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>What came of a call: for people all of it, for programs the body.</summary>
internal sealed class InvokeReport(Session session, string id, Stopwatch watch)
{
    // Lines arrive a moment after the answer.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(30);

    /// <summary>Shows the answer and returns the exit code: a status of 400 or more is a no.</summary>
    /// <exception cref="CommandFailedException">The platform itself refused.</exception>
    public async Task<int> ShowAsync(HttpResponseMessage response, bool isFull, CancellationToken cancellationToken)
    {
        var isForPeople = session.IsForPeople;
        if (!isForPeople && !isFull && response.IsSuccessStatusCode && !IsJson(response))
        {
            await session.Api.CopyAsync(response, session.Surroundings.OutStream, cancellationToken);
            return ExitCodes.Ok;
        }

        var answer = await session.Api.ReadAsync(response, cancellationToken);
        var duration = watch.Elapsed;
        var logs = isForPeople || isFull ? await LogsAsync(answer, cancellationToken) : [];
        if (isForPeople)
        {
            ShowToPeople(answer, duration, logs);
        }
        else if (isFull)
        {
            session.Print(Envelope(answer, duration, logs), static _ => { });
        }

        if (answer.Status >= 400 && answer.PlatformError() is not null)
        {
            throw Refusal.Of(answer);
        }

        if (!isForPeople && !isFull)
        {
            WriteBody(answer);
        }

        if (answer.Status >= 400)
        {
            session.Note($"The function answered {answer.Status}.");
            return ExitCodes.Refused;
        }

        return ExitCodes.Ok;
    }

    private void ShowToPeople(ApiAnswer answer, TimeSpan duration, IReadOnlyList<JsonElement> logs)
    {
        var display = session.Display;
        var tone = answer.Status switch { >= 400 => Tone.Bad, >= 300 => Tone.Warning, _ => Tone.Good };
        display.Line(
            new Cell(answer.Status.ToString(CultureInfo.InvariantCulture), tone),
            new Cell($" in {duration.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms", Tone.Quiet));
        foreach (var (name, value) in answer.Headers)
        {
            display.Line(new Cell(name + ": ", Tone.Quiet), value);
        }

        if (answer.Body.Length > 0)
        {
            display.Line("");
            display.Line(Readable(answer));
        }

        if (logs.Count > 0)
        {
            display.Line("");
            foreach (var line in logs)
            {
                LogLines.Show(display, line);
            }
        }
    }

    private static JsonObject Envelope(ApiAnswer answer, TimeSpan duration, IReadOnlyList<JsonElement> logs)
    {
        var headers = new JsonObject();
        foreach (var header in answer.Headers.GroupBy(header => header.Key, header => header.Value, StringComparer.Ordinal))
        {
            headers[header.Key] = header.Count() == 1 ? header.First() : JsonLists.OfTexts(header);
        }

        return new JsonObject
        {
            ["statusCode"] = answer.Status,
            ["durationMs"] = Math.Round(duration.TotalMilliseconds, 1),
            ["headers"] = headers,
            ["body"] = BodyNode(answer),
            ["logs"] = new JsonArray([.. logs.Select(line => JsonNode.Parse(line.GetRawText()))]),
        };
    }

    private static JsonNode? BodyNode(ApiAnswer answer)
    {
        if (answer.Body.Length == 0)
        {
            return null;
        }

        return JsonLine.TryCompact(answer.Body) is { } json
            ? JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 256 })
            : JsonValue.Create(System.Text.Unicode.Utf8.IsValid(answer.Body) ? answer.Text : Convert.ToBase64String(answer.Body));
    }

    private static string Readable(ApiAnswer answer)
    {
        if (JsonLine.TryIndent(answer.Body) is { } json)
        {
            return Encoding.UTF8.GetString(json);
        }

        return System.Text.Unicode.Utf8.IsValid(answer.Body)
            ? answer.Text.ReplaceLineEndings("\n")
            : $"({answer.Body.Length} bytes of {answer.Header("content-type") ?? "an unknown type"}: send the output to a file to keep them)";
    }

    private void WriteBody(ApiAnswer answer)
    {
        if (JsonLine.TryCompact(answer.Body) is { } json)
        {
            session.WriteLine(json);
        }
        else
        {
            session.Write(answer.Body);
        }
    }

    private async Task<IReadOnlyList<JsonElement>> LogsAsync(ApiAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Header("x-molnos-invocation-id") is not { } invocation)
        {
            return [];
        }

        for (var waited = Stopwatch.StartNew(); ;)
        {
            var logs = await session.Api.TryAsync(HttpMethod.Get, $"/functions/{id}/logs?invocationId={Uri.EscapeDataString(invocation)}", null, cancellationToken);
            // Who may not read the log is shown none.
            var lines = logs.IsGood ? logs.Json.Items("logs").ToList() : [];
            if (!logs.IsGood || lines.Count > 0 || waited.Elapsed > _patience)
            {
                return lines;
            }

            await Task.Delay(_pause, cancellationToken);
        }
    }

    private static bool IsJson(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type && (type is "application/json" or "text/json" || type.EndsWith("+json", StringComparison.Ordinal));
}
