using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Functions;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Dev;

/// <summary>What happens while a function is developed: lines for people, a JSON object on a line for programs.</summary>
internal sealed class DevReport(Session session)
{
    private readonly Lock _lock = new();

    public void Ready(string url) => Say(
        new JsonObject { ["event"] = "ready", ["url"] = url },
        display => display.Line(new Cell("✓ ", Tone.Good), "Listening at ", new Cell(url, Tone.Strong), new Cell("  (Ctrl-C ends it)", Tone.Quiet)));

    public void Deployed(int version, TimeSpan time) => Say(
        new JsonObject { ["event"] = "deployed", ["version"] = version, ["ms"] = Math.Round(time.TotalMilliseconds) },
        display => display.Line(new Cell("✓ ", Tone.Good), $"Version {version}", new Cell($" in {time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms", Tone.Quiet)));

    public void Failed(CommandFailedException failed) => Say(
        new JsonObject { ["event"] = "failed", ["message"] = failed.Message, ["advice"] = failed.Advice },
        display =>
        {
            display.Line(new Cell("✗ ", Tone.Bad), failed.Message);
            if (failed.Advice is not null)
            {
                display.Line("  " + failed.Advice);
            }
        });

    public void Logged(string line)
    {
        using var json = JsonDocument.Parse(line);
        var entry = new JsonObject { ["event"] = "log", ["line"] = JsonNode.Parse(line) };
        Say(entry, display => LogLines.Show(display, json.RootElement));
    }

    private void Say(JsonObject json, Action<Display> show)
    {
        // The log and the saves are told from different threads.
        lock (_lock)
        {
            session.Print(json, show);
        }
    }
}
