using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions deploy</c>.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Its name." };
        var source = new Argument<string>("source") { Description = "Its code: a .js, .mjs, .cjs or .ts file, a folder, or - for stdin." };
        var id = new Option<string?>("--id") { Description = "An id of your own, 8 characters of A-Z a-z 0-9 _ -.", HelpName = "ID" };
        var upsert = new Option<bool>("--upsert") { Description = "Change the function if there is one of this name." };
        var flags = new FunctionFlags();
        var command = new CliCommand(
            "deploy",
            "Deploy a new function. Its code is loaded first: what does not load is refused.",
            "molnos functions deploy greet handler.js",
            "molnos functions deploy greet src/ --upsert --allow-unauthenticated",
            "molnos functions deploy greet handler.js --methods=GET,POST --triggers='[{\"type\":\"http\"}]'",
            "molnos functions deploy users handler.ts --bindings='[{\"service\":\"databases\",\"resource\":\"users\",\"permissions\":[\"read\",\"write\"]}]'",
            "molnos functions deploy mailer mailer.js --secret API_KEY --env REGION=north") { name, source, id, upsert };
        flags.AddTo(command);
        return command.Runs(async (session, cancellationToken) =>
        {
            var fields = flags.Fields(session);
            fields["name"] = session.Need(name);
            if (session.Get(id) is { } own)
            {
                fields["id"] = own;
            }

            fields["code"] = await session.ReadSourceAsync(session.Need(source), flags, cancellationToken);
            var answer = await session.WorkAsync("Deploying…", () => DeployAsync(session, fields, session.Get(upsert), cancellationToken));
            session.Print(answer, (display, json) => ShowDone(display, json, session.Connection.Url, answer.Status == 201 ? "Deployed" : "Updated"));
        });
    }

    /// <summary>Says what a function has become.</summary>
    public static void ShowDone(Display display, JsonElement answer, Uri url, string what)
    {
        var function = answer.GetProperty("function");
        display.Line(new Cell("✓ ", Tone.Good), $"{what} ", new Cell(function.Text("name") ?? "", Tone.Strong), $" (id {function.Text("id")}), version {function.Number("version")}");
        if (function.Items("triggers").Any(trigger => trigger.Text("type") is "http"))
        {
            display.Line(new Cell("  " + FunctionSheets.AddressOf(function, url), Tone.Quiet));
        }
    }

    /// <summary>Reads, and bundles, the code that an argument names.</summary>
    public static async Task<string> ReadSourceAsync(this Session session, string path, FunctionFlags flags, CancellationToken cancellationToken)
    {
        var bundle = flags.Bundle(session);
        var source = await session.WorkAsync("Reading the code…", () => SourceReader.ReadAsync(path, bundle, session.Surroundings.In, cancellationToken));
        return source.Code;
    }

    private static async Task<ApiAnswer> DeployAsync(Session session, JsonObject fields, bool isUpsert, CancellationToken cancellationToken)
    {
        var name = fields["name"]!.GetValue<string>();
        if (isUpsert && await session.Api.TryFindByNameAsync(name, cancellationToken) is { } there)
        {
            var id = there.Text("id");
            if (fields["id"] is { } wanted && !string.Equals(wanted.GetValue<string>(), id, StringComparison.Ordinal))
            {
                throw new CommandFailedException(ExitCodes.Refused, $"The function {name} is there with the id {id}, which cannot be changed to {wanted}.");
            }

            fields.Remove("id");
            fields.Remove("name");
            return await session.Api.PutAsync($"/functions/{id}", fields, cancellationToken);
        }

        var answer = await session.Api.TryAsync(HttpMethod.Post, "/functions/deploy", fields, cancellationToken);
        return answer switch
        {
            { IsGood: true } => answer,
            { Status: 409 } => throw new CommandFailedException(
                ExitCodes.Refused, Refusal.Of(answer).Message, $"Change it with `molnos functions update {name} <file>`, or deploy with --upsert."),
            _ => throw Refusal.Of(answer),
        };
    }
}
