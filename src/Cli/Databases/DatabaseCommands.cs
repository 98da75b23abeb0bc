using System.CommandLine;
using System.Globalization;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Databases;

/// <summary><c>molnos db</c>.</summary>
internal static class DatabaseCommands
{
    public static CliCommand Create() => new("db", "Show, make and delete tables.")
    {
        Tables(),
        new CliCommand("table", "Make or delete a table.") { CreateTable(), DeleteTable() },
    };

    private static CliCommand Tables() =>
        new CliCommand("tables", "Show the tables.", "molnos db tables").Runs(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync("/databases/tables", cancellationToken);
            session.Print(answer, static (display, json) => display.Draw(new Sheet(
                ["TABLE", "ITEMS", "SIZE"],
                [.. json.Items("tables").Select(table => new Cell[]
                {
                    new(table.Text("name") ?? "", Tone.Strong),
                    (table.Number("items") ?? 0).ToString("0", CultureInfo.InvariantCulture),
                    table.Text("size") ?? "",
                })],
                "No tables yet. `molnos db table create <name>` makes one.")));
        });

    private static CliCommand CreateTable()
    {
        var table = Table();
        return new CliCommand("create", "Make a table.", "molnos db table create users") { table }.Runs(async (session, cancellationToken) =>
        {
            var answer = await session.Api.PostAsync(AddressOf(session, table), null, cancellationToken);
            session.Print(answer, (display, _) => display.Line(new Cell("✓ ", Tone.Good), $"Made the table {session.Need(table)}"));
        });
    }

    private static CliCommand DeleteTable()
    {
        var table = Table();
        var yes = Confirmation.NewOption();
        return new CliCommand("delete", "Delete a table and every item in it.", "molnos db table delete users --yes") { table, yes }.Runs(async (session, cancellationToken) =>
        {
            session.Demand(yes, $"Delete the table {session.Need(table)} and every item in it?");
            var answer = await session.Api.DeleteAsync(AddressOf(session, table), cancellationToken);
            session.Print(answer, (display, _) => display.Line(new Cell("✓ ", Tone.Good), $"Deleted the table {session.Need(table)}"));
        });
    }

    private static Argument<string> Table() => new("table") { Description = "Its name." };

    private static string AddressOf(Session session, Argument<string> table) => $"/databases/tables/{Uri.EscapeDataString(session.Need(table))}";
}
