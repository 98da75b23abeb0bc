using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions delete</c> and <c>rollback</c>.</summary>
internal static class ChangeCommands
{
    public static Command Delete()
    {
        var which = FunctionCommands.Which();
        var yes = Confirmation.NewOption();
        return new CliCommand("delete", "Delete a function, its versions and its log.", "molnos functions delete greet", "molnos functions delete greet --yes") { which, yes }
            .Runs(async (session, cancellationToken) =>
            {
                var function = await session.Api.TryFindAsync(session.Need(which), cancellationToken) ?? throw FunctionLookup.NoSuchFunction(session.Need(which));
                var (id, name) = (function.Text("id"), function.Text("name"));
                session.Demand(yes, $"Delete the function {name} (id {id}) with its versions and its log?");
                var answer = await session.Api.DeleteAsync($"/functions/{id}", cancellationToken);
                session.Print(answer, (display, _) => display.Line(new Cell("✓ ", Tone.Good), $"Deleted {name}"));
            });
    }

    public static Command Rollback()
    {
        var which = FunctionCommands.Which();
        var version = new Argument<int>("version") { Description = "The version to go back to." };
        return new CliCommand("rollback", "Go back to an older version. It becomes the newest one.", "molnos functions rollback greet 3") { which, version }
            .Runs(async (session, cancellationToken) =>
            {
                var id = await session.Api.FindIdAsync(session.Need(which), cancellationToken);
                var answer = await session.Api.PostAsync($"/functions/{id}/rollback", new JsonObject { ["version"] = session.Get(version) }, cancellationToken);
                session.Print(answer, (display, json) => DeployCommand.ShowDone(display, json, session.Connection.Url, $"Version {session.Get(version)} is back:"));
            });
    }
}
