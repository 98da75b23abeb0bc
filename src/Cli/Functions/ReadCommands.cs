using System.CommandLine;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>The commands that show functions.</summary>
internal static class ReadCommands
{
    public static Command List()
    {
        var context = new Option<string?>("--context") { Description = "Only functions of this group.", HelpName = "NAME" };
        return new CliCommand("list", "Show the deployed functions.", "molnos functions list", "molnos functions list --context=shop --output=json") { context }
            .Runs(async (session, cancellationToken) =>
            {
                var query = session.Get(context) is { } name ? $"?context={Uri.EscapeDataString(name)}" : "";
                var answer = await session.Api.GetAsync($"/functions/list{query}", cancellationToken);
                session.Print(answer, static (display, json) => display.Draw(FunctionSheets.List(json)));
            });
    }

    public static Command Get()
    {
        var which = FunctionCommands.Which();
        return new CliCommand("get", "Show one function.", "molnos functions get greet") { which }
            .Runs(async (session, cancellationToken) =>
            {
                var answer = await ReadAsync(session, which, "", cancellationToken);
                session.Print(answer, (display, json) => display.Draw(FunctionSheets.One(json.GetProperty("function"), session.Connection.Url)));
            });
    }

    public static Command Config()
    {
        var which = FunctionCommands.Which();
        return new CliCommand(
            "config", "Show one function with its code and the names of its secrets.", "molnos functions config greet", "molnos functions config greet | jq -r .function.code") { which }
            .Runs(async (session, cancellationToken) =>
            {
                var answer = await ReadAsync(session, which, "/config", cancellationToken);
                session.Print(answer, (display, json) =>
                {
                    var function = json.GetProperty("function");
                    display.Draw(FunctionSheets.One(function, session.Connection.Url));
                    display.Line(function.Text("code") ?? "");
                });
            });
    }

    public static Command Versions()
    {
        var which = FunctionCommands.Which();
        return new CliCommand("versions", "Show the kept versions of a function, newest first.", "molnos functions versions greet") { which }
            .Runs(async (session, cancellationToken) =>
            {
                var answer = await ReadAsync(session, which, "/versions", cancellationToken);
                session.Print(answer, static (display, json) => display.Draw(FunctionSheets.Versions(json)));
            });
    }

    private static async Task<ApiAnswer> ReadAsync(Session session, Argument<string> which, string rest, CancellationToken cancellationToken)
    {
        var id = await session.Api.FindIdAsync(session.Need(which), cancellationToken);
        return await session.Api.GetAsync($"/functions/{id}{rest}", cancellationToken);
    }
}
