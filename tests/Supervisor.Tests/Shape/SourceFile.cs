using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary>One file of the repository, for tests of its shape.</summary>
/// <param name="Path">Path from the root, with slashes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private static readonly string[] s_notOurs = ["/node_modules/", "/artifacts/", "/.git/", "/obj/", "/bin/"];

    /// <summary>Name without folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folder below the project, such as <c>Workers</c>, or an empty text for a file of the project's own folder.</summary>
    public string Slice => Path.Split('/') is [_, _, var slice, _, ..] ? slice : "";

    /// <summary>All files of a pattern below a folder, those of others and generated ones aside.</summary>
    public static IReadOnlyList<SourceFile> Below(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(RepositoryPaths.FromRoot(folder), pattern, SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(RepositoryPaths.Root, path))
            .Where(path => !Array.Exists(s_notOurs, part => $"/{path}".Contains(part, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(RepositoryPaths.FromRoot(path)))),
    ];

    /// <summary>The path, so that a failed test names the file.</summary>
    public override string ToString() => $"{Path} ({Lines.Count} lines)";
}
