using System.CommandLine;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions logs</c>.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var which = FunctionCommands.Which();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with lines as they come, until Ctrl-C." };
        var limit = new Option<int?>("--limit") { Description = "At most so many lines, the newest; 100 when omitted.", HelpName = "N" };
        var since = new Option<string?>("--since") { Description = "Only lines from this moment on, such as 2026-11-23T08:00:00Z.", HelpName = "MOMENT" };
        var level = new Option<string?>("--level") { Description = "Only lines of this level and above.", HelpName = "LEVEL" }.AcceptOnlyFromAmong("debug", "info", "warn", "error");
        var invocation = new Option<string?>("--invocation") { Description = "Only lines of this call.", HelpName = "ID" };
        return new CliCommand(
            "logs",
            "Show what a function logged, oldest first.",
            "molnos functions logs greet --follow",
            "molnos functions logs greet --level=error --limit=20") { which, follow, limit, since, level, invocation }
            .Runs(async (session, cancellationToken) =>
            {
                var id = await session.Api.FindIdAsync(session.Need(which), cancellationToken);
                var query = QueryOf(
                    ("limit", session.Get(limit)?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ("since", session.Get(since)),
                    ("level", session.Get(level)),
                    ("invocationId", session.Get(invocation)));
                if (session.Get(follow))
                {
                    await FollowAsync(session, id, query, cancellationToken);
                    return;
                }

                var answer = await session.Api.GetAsync($"/functions/{id}/logs{query}", cancellationToken);
                session.Print(answer, static (display, json) =>
                {
                    foreach (var line in json.Items("logs"))
                    {
                        LogLines.Show(display, line);
                    }
                });
            });
    }

    /// <summary>Lines as they come: drawn for people, a JSON object on a line for programs.</summary>
    private static async Task FollowAsync(Session session, string id, string query, CancellationToken cancellationToken)
    {
        var separator = query.Length == 0 ? '?' : '&';
        await foreach (var data in session.Api.FollowAsync($"/functions/{id}/logs{query}{separator}follow=true", cancellationToken))
        {
            if (!session.IsForPeople)
            {
                session.WriteLine(Encoding.UTF8.GetBytes(data));
                continue;
            }

            using var line = JsonDocument.Parse(data);
            LogLines.Show(session.Display, line.RootElement);
        }

        session.Note("The server ended the stream.");
    }

    private static string QueryOf(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }
}
