using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Projects;

/// <summary><c>molnos init</c>.</summary>
internal static class InitCommand
{
    public static CliCommand Create()
    {
        var folder = new Argument<string>("folder") { Description = "Where; this folder when omitted.", DefaultValueFactory = _ => "." };
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there." };
        return new CliCommand(
            "init",
            "Write a project that works: a function, a molnos.json that deploys it, types and a JSON Schema for your editor.",
            "molnos init",
            "molnos init shop") { folder, force }.Runs((session, _) =>
        {
            var target = Path.GetFullPath(session.Get(folder)!);
            var files = ProjectTemplate.Files(NameOf(target));
            var there = files.Keys.Where(file => File.Exists(Path.Combine(target, file))).ToList();
            if (there.Count > 0 && !session.Get(force))
            {
                throw CommandFailedException.WrongUsage($"{string.Join(", ", there)} would be overwritten; nothing was written.", "Choose another folder, or add --force.");
            }

            Write(target, files);
            session.Print(
                new JsonObject { ["success"] = true, ["folder"] = target, ["files"] = JsonLists.OfTexts(files.Keys) },
                display => Show(display, session.Get(folder)!, files.Keys));
            return Task.CompletedTask;
        });
    }

    private static void Show(Display display, string folder, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            display.Line(new Cell("✓ ", Tone.Good), file);
        }

        display.Line("");
        display.Line(new Cell(folder is "." ? "" : $"cd {folder}\n", Tone.Strong), new Cell("molnos functions dev functions/hello.ts", Tone.Strong), "   runs the function here, again at each save");
        display.Line(new Cell("molnos iac apply", Tone.Strong), "                          deploys it");
    }

    private static void Write(string target, IReadOnlyDictionary<string, string> files)
    {
        try
        {
            foreach (var (file, text) in files)
            {
                var path = Path.Combine(target, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"{target} cannot be written to.");
        }
    }

    private static string NameOf(string folder)
    {
        var name = new string([.. Path.GetFileName(folder).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')]);
        return name.Length > 0 ? name : "my-project";
    }
}
