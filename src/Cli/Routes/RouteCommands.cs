using System.CommandLine;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Routes;

/// <summary><c>molnos routes</c>.</summary>
internal static class RouteCommands
{
    public static CliCommand Create() => new("routes", "Show, make and delete routes of your own.") { List(), Get(), Set(), Delete() };

    private static CliCommand List() =>
        new CliCommand("list", "Show the routes.", "molnos routes list").Runs(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync("/routes", cancellationToken);
            session.Print(answer, static (display, json) => display.Draw(new Sheet(
                ["ROUTE", "HOSTS", "PATH", "METHODS", "LEADS TO"],
                [.. json.Items("routes").Select(RowOf)],
                "No routes yet. `molnos routes set <name> <json>` makes one.")));
        });

    private static CliCommand Get()
    {
        var name = Name();
        return new CliCommand("get", "Show a route.", "molnos routes get orders") { name }.Runs(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync(AddressOf(session, name), cancellationToken);
            session.Print(answer, static (display, json) => display.Line(json.GetProperty("route").ToString()));
        });
    }

    private static CliCommand Set()
    {
        var name = Name();
        var route = new Argument<string>("route") { Description = "What it matches and where it leads, as JSON or @FILE." };
        return new CliCommand(
            "set",
            "Make a route, or replace it.",
            "molnos routes set orders '{\"match\":{\"hosts\":[\"api.example.test\"],\"path\":\"/orders/{**rest}\"},\"function\":\"orders\"}'",
            "molnos routes set shop @shop.json") { name, route }.Runs(async (session, cancellationToken) =>
        {
            var body = JsonArgument.Read(session.Need(route), "route") ?? throw CommandFailedException.WrongUsage("route is null, and must be an object.");
            var answer = await session.Api.PutAsync(AddressOf(session, name), body, cancellationToken);
            session.Print(answer, (display, _) => display.Line(new Cell("✓ ", Tone.Good), $"Set the route {session.Need(name)}"));
        });
    }

    private static CliCommand Delete()
    {
        var name = Name();
        var yes = Confirmation.NewOption();
        return new CliCommand("delete", "Delete a route.", "molnos routes delete orders --yes") { name, yes }.Runs(async (session, cancellationToken) =>
        {
            session.Demand(yes, $"Delete the route {session.Need(name)}?");
            var answer = await session.Api.DeleteAsync(AddressOf(session, name), cancellationToken);
            session.Print(answer, (display, _) => display.Line(new Cell("✓ ", Tone.Good), $"Deleted the route {session.Need(name)}"));
        });
    }

    private static Cell[] RowOf(JsonElement route)
    {
        var match = route.GetProperty("match");
        return
        [
            new(route.Text("name") ?? "", Tone.Strong),
            ListOf(match, "hosts"),
            match.Text("path") ?? "",
            ListOf(match, "methods"),
            route.Text("function") ?? string.Join(", ", route.Member("upstreams")?.Member("destinations")?.EnumerateObject().Select(server => server.Value.Text("address")) ?? []),
        ];
    }

    private static string ListOf(JsonElement owner, string name) => string.Join(", ", owner.Items(name).Select(item => item.GetString())) is { Length: > 0 } list ? list : "*";

    private static Argument<string> Name() => new("name") { Description = "Its name." };

    private static string AddressOf(Session session, Argument<string> name) => $"/routes/{Uri.EscapeDataString(session.Need(name))}";
}
