using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Functions;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Server;
using MolnOS.Sandbox.Cli.Settings;
using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Dev;

/// <summary><c>molnos functions dev</c>.</summary>
internal static class DevCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "The code: a file or a folder." };
        var port = new Option<int>("--port", "-p") { Description = "Listen on this port instead of a free one.", HelpName = "N" };
        var isolation = new Option<string?>("--isolation") { Description = "How the function is walled off here: auto, full, degraded or none.", HelpName = "LEVEL" }
            .AcceptOnlyFromAmong("auto", "full", "degraded", "none");
        var flags = new FunctionFlags();
        var command = new CliCommand(
            "dev",
            "Run a function on this machine, again at each save, in a server of its own that is gone afterwards.",
            "molnos functions dev handler.ts",
            "molnos functions dev handler.js --port 4000 --env GREETING=hello",
            "molnos functions dev handler.js --bindings=@bindings.json") { source, port, isolation };
        flags.AddTo(command);
        return command.Runs(async (session, cancellationToken) =>
        {
            var path = session.Need(source);
            var settings = DevSettings.Find(path, session.Surroundings);
            if (settings is not null)
            {
                session.Note($"With the settings of {settings.Name} in {settings.Manifest}.");
            }

            var fields = FieldsOf(session, flags, settings, SourceReader.FindEntry(path));
            var said = flags.Bundle(session);
            var bundle = said == BundleChoice.WhenNeeded ? settings?.Bundle ?? said : said;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => End(context, ended));
            try
            {
                await RunAsync(session, [.. SettingsOf(session, port, isolation)], api => new DevLoop(api, new DevReport(session), fields, path, bundle), ended.Token);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // This is how it is meant to end.
            }
        });
    }

    private static async Task RunAsync(Session session, IReadOnlyList<string> settings, Func<ApiClient, DevLoop> begin, CancellationToken cancellationToken)
    {
        var program = SupervisorProgram.Find(session.Surroundings);
        await using var server = await session.WorkAsync("Starting a server…", () => DevServer.StartAsync(program, settings, cancellationToken));
        using var api = new ApiClient(new Connection(server.Url, "this command", server.Token, "this command"));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loop = begin(api).RunAsync(over.Token);
        if (await Task.WhenAny(loop, server.Ended) == loop)
        {
            await loop;
            return;
        }

        await over.CancelAsync();
        throw new CommandFailedException(ExitCodes.NotReachable, "The server has ended.", "Run the command again.");
    }

    // What the command line says wins over the manifest. Here everybody may call, since "everybody" is the developer.
    private static JsonObject FieldsOf(Session session, FunctionFlags flags, DevSettings? settings, string entry)
    {
        var fields = settings?.Fields ?? [];
        fields["name"] = settings?.Name ?? NameOf(entry);
        fields["allowUnauthenticated"] = true;
        foreach (var (name, value) in flags.Fields(session))
        {
            fields[name] = value?.DeepClone();
        }

        fields["id"] = DevLoop.Id;
        return fields;
    }

    // The name is what stack traces call the file.
    private static string NameOf(string entry)
    {
        var name = new string([.. Path.GetFileNameWithoutExtension(entry).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '-')]);
        return name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) ? name[..Math.Min(name.Length, 128)] : "function";
    }

    private static IEnumerable<string> SettingsOf(Session session, Option<int> port, Option<string?> isolation)
    {
        yield return "--urls";
        yield return $"http://127.0.0.1:{session.Get(port).ToString(CultureInfo.InvariantCulture)}";
        if (session.Get(isolation) is { } level)
        {
            yield return "--Workers:Isolation";
            yield return level;
            if (level is "none")
            {
                yield return "--Hosting:Environment";
                yield return "Development";
            }
        }
    }

    private static void End(PosixSignalContext context, CancellationTokenSource ended)
    {
        context.Cancel = true;
        ended.Cancel();
    }
}
