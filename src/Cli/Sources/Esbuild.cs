using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Sources;

/// <summary>Bundles code and the packages it imports by the esbuild of the author's own project.</summary>
internal static class Esbuild
{
    private const string MapMarker = "//# sourceMappingURL=data:application/json;base64,";

    /// <summary>One text with a source map inside, so that stack traces show the author's own lines.</summary>
    /// <param name="entry">The file to begin with.</param>
    /// <param name="import">The import that made a bundle necessary, when one did.</param>
    /// <param name="cancellationToken">Ends esbuild, too.</param>
    /// <exception cref="CommandFailedException">There is no esbuild, or it found errors.</exception>
    public static async Task<FunctionSource> BundleAsync(string entry, string? import, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(entry);
        var program = Find(Path.GetDirectoryName(full)!) ?? throw NotInstalled(entry, import);
        var folder = ProjectFolder(full);
        var code = await RunAsync(program, folder, Arguments(Path.GetRelativePath(folder, full)), cancellationToken);
        return new FunctionSource(code, [.. SourcesOf(code).Select(source => Path.GetFullPath(source, folder))]);
    }

    /// <summary>The program installed nearest above a folder: the binary itself, which needs no Node, else what npm linked.</summary>
    public static string? Find(string folder)
    {
        var binary = Path.Combine("@esbuild", $"{Platform}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "bin", "esbuild");
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            var modules = Path.Combine(above.FullName, "node_modules");
            var linked = Path.Combine(modules, ".bin", "esbuild");
            if (File.Exists(Path.Combine(modules, binary)))
            {
                return Path.Combine(modules, binary);
            }

            if (File.Exists(linked))
            {
                return linked;
            }
        }

        return null;
    }

    private static string Platform => OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string[] Arguments(string entry) =>
    [
        entry, "--bundle", "--format=esm", "--platform=node", "--target=node26", "--charset=utf8", "--color=false",
        "--sourcemap=inline", "--sources-content=false", "--log-level=warning",
    ];

    // Where imports are looked for from, and what the paths in stack traces begin at.
    private static string ProjectFolder(string file)
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(file)!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "package.json")))
            {
                return folder.FullName;
            }
        }

        return Path.GetDirectoryName(file)!;
    }

    private static async Task<string> RunAsync(string program, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, folder, arguments);
        await using var ending = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var code = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? await code : throw CommandFailedException.WrongUsage($"esbuild cannot bundle this:\n{(await errors).Trim()}");
    }

    private static Process Start(string program, string folder, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw CommandFailedException.WrongUsage($"{program} does not run.", "Install it again: `npm install --save-dev esbuild`.");
        }
    }

    // The source map at the end names every file that the code came from.
    private static List<string> SourcesOf(string code)
    {
        var map = code.LastIndexOf(MapMarker, StringComparison.Ordinal);
        if (map < 0)
        {
            return [];
        }

        using var json = JsonDocument.Parse(Convert.FromBase64String(code[(map + MapMarker.Length)..].Trim()));
        return [.. json.RootElement.GetProperty("sources").EnumerateArray().Select(source => source.GetString()!)];
    }

    private static CommandFailedException NotInstalled(string entry, string? import) => CommandFailedException.WrongUsage(
        import is null ? $"{entry} is to be bundled, but this project has no esbuild." : $"{entry} imports '{import}', which a worker does not have, and this project has no esbuild to bundle it.",
        "Run `npm install --save-dev esbuild` in the project" + (import is null ? "." : ", or send the file as it is with --no-bundle."));
}
