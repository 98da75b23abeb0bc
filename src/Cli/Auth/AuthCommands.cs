using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Settings;

namespace MolnOS.Sandbox.Cli.Auth;

/// <summary><c>molnos auth</c> and <c>molnos configure</c>.</summary>
internal static class AuthCommands
{
    public static CliCommand Create() => new("auth", "Say who you are.") { Configure(), Status() };

    public static CliCommand CreateConfigure() => new("configure", "Change your settings.") { ConfigureUrl() };

    private static CliCommand Configure() =>
        new CliCommand(
            "configure",
            "Keep your token in the settings file, which nobody else may read. Asks for it, or reads it from stdin.",
            "molnos auth configure",
            "molnos auth configure < data/admin.token",
            "molnos auth configure --url https://molnos.example.com").Runs(async (session, cancellationToken) =>
        {
            var token = await TokenPrompt.ReadAsync(session.Surroundings, cancellationToken);
            var file = SettingsFile.Of(session.Surroundings);
            var checkedWith = session.Connection with { Token = token };
            await CheckAsync(session, checkedWith, cancellationToken);
            var stored = file.Read() with { Token = token };
            file.Write(session.Has(GlobalOptions.Url) ? stored with { Url = checkedWith.Url.AbsoluteUri } : stored);
            session.Print(new JsonObject { ["success"] = true, ["file"] = file.Path }, display => display.Line(new Cell("✓ ", Tone.Good), $"Kept in {file.Path}"));
        });

    private static CliCommand Status() =>
        new CliCommand("status", "Show which server you speak to, as whom, and what you may do.", "molnos auth status").Runs(async (session, cancellationToken) =>
        {
            var connection = session.Connection;
            if (session.IsForPeople)
            {
                session.Display.Line(new Cell("server  ", Tone.Quiet), connection.Url.AbsoluteUri, new Cell($"  from {connection.UrlSource}", Tone.Quiet));
                session.Display.Line(new Cell("token   ", Tone.Quiet), connection.Token is null ? "none" : "kept", new Cell($"  from {connection.TokenSource}", Tone.Quiet));
            }

            var answer = await session.Api.GetAsync("/identity/whoami", cancellationToken);
            session.Print(answer, static (display, json) =>
            {
                display.Line(new Cell("you     ", Tone.Quiet), new Cell(json.Text("name") ?? "", Tone.Strong), $" ({json.Text("type")} {json.Text("id")})");
                display.Line(new Cell("roles   ", Tone.Quiet), ListOf(json, "roles"));
                display.Line(new Cell("may     ", Tone.Quiet), ListOf(json, "permissions"));
            });
        });

    private static CliCommand ConfigureUrl()
    {
        var url = new Argument<string>("address") { Description = "The server's address." };
        return new CliCommand("url", "Keep the server's address in the settings file.", "molnos configure url https://molnos.example.com") { url }.Runs((session, _) =>
        {
            var address = Connection.ParseUrl(session.Need(url), "the command line").AbsoluteUri;
            var file = SettingsFile.Of(session.Surroundings);
            file.Write(file.Read() with { Url = address });
            session.Print(new JsonObject { ["success"] = true, ["url"] = address, ["file"] = file.Path }, display => display.Line(new Cell("✓ ", Tone.Good), $"Kept in {file.Path}"));
            return Task.CompletedTask;
        });
    }

    // A token that the server does not know is not kept; a server that is not there is no reason not to.
    private static async Task CheckAsync(Session session, Connection connection, CancellationToken cancellationToken)
    {
        using var api = new ApiClient(connection);
        try
        {
            await api.GetAsync("/identity/whoami", cancellationToken);
        }
        catch (CommandFailedException failed) when (failed.ExitCode == ExitCodes.NotReachable)
        {
            session.Warn($"the token was not tried: {failed.Message}");
        }
        catch (CommandFailedException failed) when (failed.ExitCode == ExitCodes.NotAllowed)
        {
            throw new CommandFailedException(ExitCodes.NotAllowed, $"The server at {connection.Url.AbsoluteUri} does not know this token; nothing was kept.", "The administrator's key is in admin.token of the server's data folder.");
        }
    }

    private static string ListOf(JsonElement value, string name) => string.Join(", ", value.Items(name).Select(item => item.ToString()));
}
