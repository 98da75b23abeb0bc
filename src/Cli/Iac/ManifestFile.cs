using MolnOS.Sandbox.Cli.Iac.Manifests;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Iac;

/// <summary>A <c>molnos.json</c> with the files and secrets that it names.</summary>
/// <param name="Path">The file.</param>
/// <param name="Manifest">What it asks for.</param>
internal sealed record ManifestFile(string Path, Manifest Manifest)
{
    public const string DefaultPath = "molnos.json";

    private string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>Reads and checks a file, and that the code it names is there.</summary>
    /// <exception cref="CommandFailedException">Something is wrong with it; the message has a line for each problem.</exception>
    public static ManifestFile Read(string path)
    {
        var (manifest, problems) = ManifestReader.Read(ReadBytes(path));
        var file = new ManifestFile(path, manifest);
        var all = problems.Concat(file.MissingSources()).OrderBy(problem => problem.Line).ToList();
        return all.Count == 0 ? file : throw CommandFailedException.WrongUsage(
            string.Join('\n', all.Select(problem => problem.In(path)).Prepend(all.Count == 1 ? "There is a problem:" : $"There are {all.Count} problems:")),
            "docs/molnos.schema.json describes the file; name it in \"$schema\", and your editor shows problems as you type.");
    }

    /// <summary>The file that a function's code begins in.</summary>
    /// <exception cref="CommandFailedException">Its source is a folder without an entry.</exception>
    public string EntryOf(Wanted<FunctionWish> function) => System.IO.Path.GetFullPath(SourceReader.FindEntry(PathOf(function.Wish.Source)));

    /// <summary>The code of each function, bundled where that is needed.</summary>
    /// <exception cref="CommandFailedException">Some cannot be read or bundled.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadCodeAsync(CancellationToken cancellationToken)
    {
        var code = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var function in Manifest.Functions)
        {
            code[function.Name] = (await SourceReader.ReadAsync(PathOf(function.Wish.Source), ChoiceOf(function.Wish), Stream.Null, cancellationToken)).Code;
        }

        return code;
    }

    /// <summary>The value of a secret.</summary>
    /// <exception cref="CommandFailedException">It is not there.</exception>
    public string ReadSecret(EnvWish variable, Surroundings surroundings)
    {
        if (variable.Kind == EnvKind.SecretFromEnvironment)
        {
            return surroundings.Variable(variable.Value)
                ?? throw CommandFailedException.WrongUsage($"The secret {variable.Name} is taken from {variable.Value}, which your environment does not have.", $"Set {variable.Value}, then try again.");
        }

        try
        {
            return File.ReadAllText(PathOf(variable.Value)).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"The secret {variable.Name} is taken from the file {variable.Value}, which cannot be read.");
        }
    }

    /// <summary>Whether a function's code is bundled.</summary>
    public static BundleChoice ChoiceOf(FunctionWish wish) => wish.IsBundled switch { true => BundleChoice.Always, false => BundleChoice.Never, null => BundleChoice.WhenNeeded };

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"There is no file {path} that can be read.", "`molnos init` makes a project with one.");
        }
    }

    private IEnumerable<Problem> MissingSources() =>
        from function in Manifest.Functions
        where function.Wish.Source.Length > 0 && !System.IO.Path.Exists(PathOf(function.Wish.Source))
        select new Problem($"resources.functions.{function.Name}.source", function.Line, $"names {function.Wish.Source}, which is not there");

    // Files are named from where the manifest is, wherever it is applied.
    private string PathOf(string relative) => System.IO.Path.Combine(Folder, relative);
}
