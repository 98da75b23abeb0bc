using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Backups;

/// <summary><c>molnos backup</c>.</summary>
internal static class BackupCommand
{
    public static CliCommand Create()
    {
        var file = new Argument<string>("file") { Description = "Where to put it, or - for stdout. A file that is there is not written over." };
        var withoutKey = new Option<bool>("--without-secrets-key") { Description = "Leave out the key that opens the secrets of functions; keep secrets.key elsewhere then." };
        return new CliCommand(
            "backup",
            "Take a backup of everything that the server keeps, while it runs. Whoever has the file can read it all, so keep it safe.",
            "molnos backup molnos-monday.tar",
            "molnos backup - | ssh vault 'cat > molnos-monday.tar'") { file, withoutKey }
            .Runs((session, cancellationToken) => RunAsync(session, session.Need(file), session.Get(withoutKey), cancellationToken));
    }

    private static async Task RunAsync(Session session, string file, bool isWithoutKey, CancellationToken cancellationToken)
    {
        if (file is "-" && session.Surroundings.IsOutTerminal)
        {
            throw CommandFailedException.WrongUsage("A backup is no text for a terminal.", "Name a file, or send stdout into one.");
        }

        BackupFile? target = file is "-" ? null : BackupFile.Begin(file);
        using (target)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, session.Api.AddressOf("/backup" + (isWithoutKey ? "?withoutSecretsKey=true" : "")));
            using var response = await session.WorkAsync("Taking a backup", async () =>
            {
                var answer = await session.Api.OpenAsync(request, sendsToken: true, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    await session.Api.CopyAsync(answer, target?.Content ?? session.Surroundings.OutStream, cancellationToken);
                }

                return answer;
            });
            if (!response.IsSuccessStatusCode)
            {
                throw Refusal.Of(await session.Api.ReadAsync(response, cancellationToken));
            }

            if (target is not null)
            {
                var bytes = target.Keep();
                session.Print(
                    new JsonObject { ["success"] = true, ["file"] = target.FullPath, ["bytes"] = bytes },
                    display => display.Line(new Cell("✓ ", Tone.Good), $"{target.FullPath} has the backup, {bytes} bytes"));
            }
        }
    }
}
