using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Sources;

/// <summary>Makes one text of what the author wrote: a file, a folder with its entry, or stdin.</summary>
internal static class SourceReader
{
    public const string Stdin = "-";

    private static readonly string[] _extensions = [".ts", ".mts", ".js", ".mjs", ".cjs", ".tsx", ".jsx"];
    private static readonly string[] _entryNames = ["index", "handler", "main", "src/index", "src/handler", "src/main"];

    /// <summary>The code that a path means.</summary>
    /// <exception cref="CommandFailedException">It cannot be read or bundled.</exception>
    public static async Task<FunctionSource> ReadAsync(string path, BundleChoice choice, Stream stdin, CancellationToken cancellationToken)
    {
        if (path is Stdin)
        {
            return choice == BundleChoice.Always
                ? throw CommandFailedException.WrongUsage("Code from stdin cannot be bundled.", "Give the file or the folder instead of -.")
                : new FunctionSource(await ReadAllAsync(stdin, cancellationToken), []);
        }

        var entry = FindEntry(path);
        var code = await ReadFileAsync(entry, cancellationToken);
        var import = ImportScan.FirstToBundle(code);
        var needsBundle = import is not null || Path.GetExtension(entry) is ".tsx" or ".jsx";
        return choice == BundleChoice.Always || (choice == BundleChoice.WhenNeeded && needsBundle)
            ? await Esbuild.BundleAsync(entry, import, cancellationToken)
            : new FunctionSource(code, [Path.GetFullPath(entry)]);
    }

    /// <summary>The file that a path means: itself, or the entry of the folder that it is.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static string FindEntry(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        var named = MainOfPackage(path);
        var candidates = from name in _entryNames from extension in _extensions select Path.Combine(path, name + extension);
        return (named is null ? candidates : candidates.Prepend(named)).FirstOrDefault(File.Exists) ?? throw CommandFailedException.WrongUsage(
            $"The folder {path} has no entry: no \"main\" in its package.json, and no index, handler or main file.", "Name the file itself.");
    }

    private static string? MainOfPackage(string folder)
    {
        var package = Path.Combine(folder, "package.json");
        if (!File.Exists(package))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(package));
            return json.RootElement.TryGetProperty("main", out var main) && main.ValueKind == JsonValueKind.String ? Path.Combine(folder, main.GetString()!) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or InvalidOperationException)
        {
            throw CommandFailedException.WrongUsage($"{package} is not valid JSON.");
        }
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandFailedException.WrongUsage($"There is no file {path}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"The file {path} cannot be read.");
        }
    }

    private static async Task<string> ReadAllAsync(Stream stdin, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stdin, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
