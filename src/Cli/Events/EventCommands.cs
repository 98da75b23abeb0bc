using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Events;

/// <summary><c>molnos events</c>.</summary>
internal static class EventCommands
{
    public static CliCommand Create() => new("events", "Emit events.") { Emit() };

    private static CliCommand Emit()
    {
        var name = new Argument<string>("name") { Description = "The event's name, such as order.created." };
        var data = new Argument<string>("data") { Description = "Its data, as JSON or @FILE." };
        return new CliCommand("emit", "Emit an event. It is on disk once this says so.", "molnos events emit order.created '{\"id\":17}'") { name, data }
            .Runs(async (session, cancellationToken) =>
            {
                var body = new JsonObject { ["eventName"] = session.Need(name), ["data"] = JsonArgument.Read(session.Need(data), "data") };
                var answer = await session.Api.PostAsync("/events/emit", body, cancellationToken);
                session.Print(answer, (display, json) => display.Line(
                    new Cell("✓ ", Tone.Good), $"Emitted {session.Need(name)} as {json.Text("eventId")} to {json.Number("subscribers")} subscribers"));
            });
    }
}
