namespace MolnOS.Sandbox.Cli.Projects;

/// <summary>The files of a new project, which lie in this program.</summary>
internal static class ProjectTemplate
{
    /// <summary>Texts by path, seen from the project's folder.</summary>
    /// <param name="name">The project's name.</param>
    public static IReadOnlyDictionary<string, string> Files(string name) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["molnos.json"] = Read("template/molnos.json").Replace("my-project", name, StringComparison.Ordinal),
        ["functions/hello.ts"] = Read("template/functions/hello.ts"),
        ["molnos.d.ts"] = Read("molnos.d.ts"),
        ["molnos.schema.json"] = Read("molnos.schema.json"),
        ["tsconfig.json"] = Read("template/tsconfig.json"),
        [".gitignore"] = Read("template/gitignore"),
    };

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ProjectTemplate).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
