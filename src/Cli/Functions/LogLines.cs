using System.Globalization;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>Lines of a function's log as people read them.</summary>
internal static class LogLines
{
    public static void Show(Display display, JsonElement line)
    {
        var level = line.Text("level") ?? "info";
        var message = line.Text("message") ?? "";
        var fields = line.Member("fields") is { } some ? " " + some.GetRawText() : "";
        display.Line(
            new Cell(TimeOf(line) + " ", Tone.Quiet),
            new Cell(level.ToUpperInvariant().PadRight(5) + " ", ToneOf(level)),
            message.ReplaceLineEndings("\n      "),
            new Cell(fields, Tone.Quiet),
            new Cell(line.Flag("late") ? " (late)" : "", Tone.Quiet));
    }

    private static string TimeOf(JsonElement line) =>
        DateTimeOffset.TryParse(line.Text("timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
            : "";

    private static Tone ToneOf(string level) => level switch
    {
        "error" => Tone.Bad,
        "warn" => Tone.Warning,
        "debug" => Tone.Quiet,
        _ => Tone.Good,
    };
}
