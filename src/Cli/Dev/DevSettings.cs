using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Iac;
using MolnOS.Sandbox.Cli.Iac.Plans;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Dev;

/// <summary>What a manifest says of the function that is developed, so that it runs here as it is deployed there.</summary>
/// <param name="Manifest">The manifest's file.</param>
/// <param name="Name">The function's name in it.</param>
/// <param name="Fields">The fields of its deploy, without the code.</param>
/// <param name="Bundle">Whether its code is bundled.</param>
internal sealed record DevSettings(string Manifest, string Name, JsonObject Fields, BundleChoice Bundle)
{
    /// <summary>Those of the nearest manifest beside or above the code; null when none names it.</summary>
    /// <exception cref="CommandFailedException">There is a manifest with something wrong in it, or a secret is not there.</exception>
    public static DevSettings? Find(string source, Surroundings surroundings)
    {
        var entry = Path.GetFullPath(SourceReader.FindEntry(source));
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(entry)!); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, ManifestFile.DefaultPath);
            if (File.Exists(path))
            {
                return Of(ManifestFile.Read(path), entry, surroundings);
            }
        }

        return null;
    }

    private static DevSettings? Of(ManifestFile file, string entry, Surroundings surroundings)
    {
        if (file.Manifest.Functions.FirstOrDefault(function => string.Equals(file.EntryOf(function), entry, StringComparison.Ordinal)) is not { } wanted)
        {
            return null;
        }

        var code = new Dictionary<string, string>(StringComparer.Ordinal) { [wanted.Name] = "" };
        var fields = FunctionBodies.Deploy(wanted, context: null, new PlanInputs(code, variable => file.ReadSecret(variable, surroundings), new PlanChoices()));
        fields.Remove("code");
        return new DevSettings(file.Path, wanted.Name, fields, ManifestFile.ChoiceOf(wanted.Wish));
    }
}
